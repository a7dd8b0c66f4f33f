import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normal, stream } from "../../src/index.js";
import { type SymmetricEigen, symmetricEigen } from "../../src/numeric/symmetricEigen.js";
import { maximiseWithin } from "../../src/numeric/trustSubproblem.js";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** A spectrum with the given values along random axes. */
function spectrum(values: readonly number[], key: string): SymmetricEigen {
  const p = values.length;
  const next = normal(stream(key));
  const a = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) a[i * p + j] = a[j * p + i] = next();
  return { values: [...values].sort((u, v) => u - v), vectors: symmetricEigen(a, p).vectors };
}

/** g's + s'Hs/2 for s with parts `s`, g with parts `c` along the eigenvectors. */
const gainOf = (values: readonly number[], c: readonly number[], s: readonly number[]) =>
  values.reduce((sum, value, i) => sum + c[i] * s[i] + 0.5 * value * s[i] ** 2, 0);

/**
 * The least of the bounds that Lagrange's dual gives for the gain within the radius: for every
 * mu >= max(0, top), (sum c_i^2 / (mu - value_i) + mu radius^2) / 2. It equals the maximum, in the hard case too.
 */
function leastBound(values: readonly number[], c: readonly number[], radius: number): number {
  const floor = Math.max(0, values[values.length - 1]);
  const bound = (mu: number) =>
    0.5 *
    values.reduce((sum, value, i) => sum + (c[i] === 0 ? 0 : c[i] ** 2 / (mu - value)), mu * radius ** 2);
  let least = Math.min(bound(floor), Infinity);
  if (Number.isNaN(least)) least = Infinity;
  // Convex in mu, hence with one valley in log(mu - floor): a golden section between 1e-40 and 1e16.
  const golden = (Math.sqrt(5) - 1) / 2;
  const at = (power: number) => bound(floor + 10 ** power);
  let [low, high] = [-40, 16];
  for (let i = 0; i < 200; i++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (at(left) < at(right)) high = right;
    else low = left;
  }
  return Math.min(least, at(low), at(high));
}

describe("maximiseWithin", () => {
  const entry = fc.oneof(
    // Where the bound below is sought, no smaller parts can be told apart.
    fc.double({ min: -10, max: 10, noNaN: true }).map((value) => (Math.abs(value) < 1e-20 ? 0 : value)),
    // Repeated, flat and nearly flat directions; a gradient that has no part, or nearly none, along one.
    fc.constantFrom(0, 0, 1, -1, 2, -2, 1e-9, -1e-9, 1e-13),
  );
  const cases = fc.integer({ min: 1, max: 6 }).chain((p) =>
    fc.record({
      values: fc.array(entry, { minLength: p, maxLength: p }),
      c: fc.array(entry, { minLength: p, maxLength: p }),
      radius: fc.constantFrom(1e-6, 0.01, 1, 3, 1000),
      key: fc.string(),
    }),
  );

  it("gains as much within the radius as the dual bound allows, in hard cases too", () => {
    fc.assert(
      fc.property(cases, ({ values: given, c, radius, key }) => {
        const eigen = spectrum(given, key);
        const { values, vectors } = eigen;
        const p = values.length;
        const g = Array.from({ length: p }, (_, j) => c.reduce((sum, ci, i) => sum + ci * vectors[i][j], 0));
        const s = maximiseWithin(g, eigen, radius);
        // In nearly hard cases the multiplier is known to 1e-12 of the Hessian only: what is missing in length is
        // then added along the top eigenvector, to a part that is there already, so that the length may exceed
        // the radius by up to a factor sqrt(2). The gain may fall short of the bound for the same reason.
        assert.ok(Math.hypot(...s) <= radius * Math.SQRT2, `length ${Math.hypot(...s)}`);
        // The parts of g as they are after rounding, which alone may decide whether a case is hard.
        const parts = vectors.map((v) => dot(v, g));
        const gain = gainOf(
          values,
          parts,
          vectors.map((v) => dot(v, s)),
        );
        const bound = leastBound(values, parts, radius);
        const size = Math.hypot(...g) * radius + Math.max(...values.map(Math.abs)) * radius ** 2;
        assert.ok(gain >= bound - 1e-3 * size, `gain ${gain}, bound ${bound}`);
      }),
      { seed: 20, numRuns: 1000 },
    );
  });

  it("takes the Newton step where it fits", () => {
    const eigen = symmetricEigen(Float64Array.of(-2, 0, 0, -4), 2);
    assert.deepEqual([...maximiseWithin([1, 2], eigen, 1)], [0.5, 0.5]);
  });

  it("leaves a saddle along the top eigenvector, as far as the radius allows", () => {
    const eigen = symmetricEigen(Float64Array.of(1, 0, 0, -1), 2);
    const s = maximiseWithin([0, 0], eigen, 0.5);
    assert.ok(Math.abs(Math.abs(s[0]) - 0.5) <= 1e-12 && s[1] === 0, `${s}`);
  });

  it("fills the hard case: the part across is the Newton step of the shifted Hessian", () => {
    // mu = 1: s_2 = 1 / (1 + 1), and s_1 makes the length 2.
    const s = maximiseWithin([0, 1], symmetricEigen(Float64Array.of(1, 0, 0, -1), 2), 2);
    assert.ok(Math.abs(s[1] - 0.5) <= 1e-9 && Math.abs(Math.abs(s[0]) - Math.sqrt(3.75)) <= 1e-9, `${s}`);
  });

  it("stays put where the gradient is zero and nothing curves upwards", () => {
    for (const h of [-1, 0]) {
      const s = maximiseWithin([0, 0], symmetricEigen(Float64Array.of(h, 0, 0, -3), 2), 1);
      assert.deepEqual([...s].map(Math.abs), [0, 0]);
    }
  });

  it("keeps to the directions of a part of a spectrum, and is the step in them alone", () => {
    const { values, vectors } = spectrum([-3, -1, 2], "part");
    const g = [1, -2, 0.5];
    for (const kept of [[], [0], [1, 2]]) {
      const part = { values: kept.map((i) => values[i]), vectors: kept.map((i) => vectors[i]) };
      const s = maximiseWithin(g, part, 0.4);
      const along = maximiseWithin(
        part.vectors.map((v) => dot(v, g)),
        {
          values: part.values,
          vectors: part.values.map((_, i) => Float64Array.from(part.values, (_, j) => Number(i === j))),
        },
        0.4,
      );
      assert.equal(s.length, 3);
      vectors.forEach((v, i) => {
        const expected = kept.includes(i) ? along[kept.indexOf(i)] : 0;
        assert.ok(Math.abs(dot(v, s) - expected) <= 1e-9, `direction ${i} of ${kept}`);
      });
    }
  });

  it("gives the empty step without free directions", () => {
    assert.equal(maximiseWithin([], { values: [], vectors: [] }, 1).length, 0);
  });
});
