import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normal, stream } from "../../src/index.js";
import { symmetricEigen } from "../../src/numeric/symmetricEigen.js";
import { maximiseByFactor } from "../../src/numeric/trustFactor.js";
import { maximiseWithin } from "../../src/numeric/trustSubproblem.js";

/** A symmetric matrix, row major, with the given eigenvalues along random axes, which are its rows of `axes`. */
function matrix(values: readonly number[], key: string) {
  const p = values.length;
  const next = normal(stream(key));
  const a = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) a[i * p + j] = a[j * p + i] = next();
  const axes = symmetricEigen(a, p).vectors;
  const hessian = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      const sum = values.reduce((all, value, m) => all + value * axes[m][i] * axes[m][j], 0);
      hessian[i * p + j] = hessian[j * p + i] = sum;
    }
  return { hessian, axes };
}

/** g's + s'Hs/2. */
function gainOf(g: readonly number[], hessian: Float64Array, s: ArrayLike<number>): number {
  const p = g.length;
  let sum = 0;
  for (let i = 0; i < p; i++) {
    sum += g[i] * s[i];
    for (let j = 0; j < p; j++) sum += 0.5 * s[i] * hessian[i * p + j] * s[j];
  }
  return sum;
}

/**
 * Fails unless a step is as long as the radius at most, to a thousandth, and gains what the spectrum's step gains, cut to the
 * radius, which that may exceed in nearly hard cases.
 */
function asGoodAs(step: Float64Array, g: readonly number[], hessian: Float64Array, radius: number): void {
  assert.ok(Math.hypot(...step) <= radius * 1.001, `length ${Math.hypot(...step)} of ${radius}`);
  const exact = maximiseWithin(g, symmetricEigen(hessian, g.length), radius);
  const cut = Math.min(1, radius / Math.hypot(...exact));
  const [gain, best] = [step, exact.map((s) => cut * s)].map((s) => gainOf(g, hessian, s));
  const scale = Math.hypot(...g) * radius + Math.max(...hessian.map(Math.abs)) * radius ** 2;
  // A step that is a thousandth too short loses two thousandths of a square.
  assert.ok(gain >= best - 3e-3 * Math.abs(best) - 1e-12 * scale, `gain ${gain}, best ${best}`);
}

describe("maximiseByFactor", () => {
  const radii = [1e-3, 0.1, 1, 3, 100];

  for (const [what, least, most] of [
    ["negative definite", -4, -0.1],
    ["of either sign", -4, 4],
    ["positive definite", 0.1, 4],
    ["nearly flat", -1e-3, 1e-3],
  ] as const)
    it(`gains what the spectrum's step gains, to some thousandths, on random matrices: ${what}`, () => {
      const uniform = stream(`factor/${what}`);
      const next = normal(uniform);
      let found = 0;
      for (let i = 0; i < 200; i++) {
        const size = 1 + Math.floor(8 * uniform());
        const values = Array.from({ length: size }, () => least + (most - least) * uniform());
        const g = Array.from({ length: size }, next);
        const { hessian } = matrix(values, `factor/${what}/${i}`);
        const radius = radii[i % radii.length];
        const step = maximiseByFactor(g, hessian, radius);
        if (step === undefined) continue;
        found++;
        asGoodAs(step, g, hessian, radius);
      }
      // Elsewhere the spectrum must be asked, which is right but slow.
      assert.ok(found >= 190, `${found} of 200`);
    });

  it("says nothing, or what is right, where eigenvalues repeat and the gradient has hardly a part along some", () => {
    const entry = fc.oneof(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.constantFrom(0, 0, 1, -1, 2, -2, 1e-9, -1e-9, 1e-13),
    );
    const cases = fc.integer({ min: 1, max: 6 }).chain((size) =>
      fc.record({
        values: fc.array(entry, { minLength: size, maxLength: size }),
        parts: fc.array(entry, { minLength: size, maxLength: size }),
        radius: fc.constantFrom(...radii),
        key: fc.string(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ values, parts, radius, key }) => {
        const { hessian, axes } = matrix(values, key);
        const g = values.map((_, j) => parts.reduce((sum, part, i) => sum + part * axes[i][j], 0));
        const step = maximiseByFactor(g, hessian, radius);
        if (step !== undefined) asGoodAs(step, g, hessian, radius);
      }),
      { seed: 21, numRuns: 1000 },
    );
  });

  it("is the Newton step, to rounding, where that fits", () => {
    const { hessian } = matrix([-1, -0.5, -3, -40], "newton");
    const g = [0.1, -0.2, 0.3, 0.05];
    const step = maximiseByFactor(g, hessian, 10) as Float64Array;
    for (let i = 0; i < 4; i++) {
      const slope = step.reduce((sum, s, j) => sum + hessian[4 * i + j] * s, g[i]);
      assert.ok(Math.abs(slope) <= 1e-14, `${slope}`);
    }
  });

  it("leads uphill and out to the radius where the matrix is not negative definite", () => {
    const { hessian } = matrix([-2, 0, 1], "uphill");
    for (const radius of [1e-4, 1, 50]) {
      const g = [0.3, -0.7, 0.2];
      const step = maximiseByFactor(g, hessian, radius) as Float64Array;
      assert.ok(Math.abs(Math.hypot(...step) / radius - 1) <= 1e-3);
      assert.ok(gainOf(g, hessian, step) > 0);
    }
  });

  it("says nothing in the hard case: a gradient across the top eigenvector, or none", () => {
    for (const values of [
      [-2, -1, 3],
      [-3, 1, 1],
    ]) {
      const { hessian, axes } = matrix(values, "hard");
      const across = Array.from(axes[0]);
      // Long enough that the part across alone does not fill it.
      assert.equal(maximiseByFactor(across, hessian, 10), undefined);
      assert.equal(maximiseByFactor([0, 0, 0], hessian, 1), undefined);
      // Where it is short, mu stays away from the top eigenvalue, and the case is not hard.
      const short = maximiseByFactor(across, hessian, 0.01) as Float64Array;
      short.forEach((s, i) => {
        assert.ok(Math.abs(s - 0.01 * across[i]) <= 1e-4, `${short}`);
      });
    }
  });

  it("says nothing where the numbers are none", () => {
    assert.equal(maximiseByFactor([1, Number.NaN], Float64Array.of(-1, 0, 0, -1), 1), undefined);
    assert.equal(maximiseByFactor([1, 1], Float64Array.of(-1, Number.NaN, Number.NaN, -1), 1), undefined);
    assert.equal(maximiseByFactor([1, 1], Float64Array.of(-Infinity, 0, 0, -1), 1), undefined);
  });
});
