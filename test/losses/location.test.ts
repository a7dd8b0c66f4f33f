import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Matrix, solve } from "ml-matrix";
import { minimisePowers, type PowerTerm, sumOfPowers } from "../../src/losses/location.js";

// Numbers with twelve decimals: fast-check likes those next to 0, which no parameter is.
const real = (size: number) =>
  fc.double({ min: -size, max: size, noNaN: true }).map((value) => Math.round(value * 1e12) / 1e12);
const scale = (low: number, high: number) =>
  fc.double({ min: low, max: high, noNaN: true }).map((e) => 10 ** e);

/** Sums of powers in d dimensions with weights, offsets and distances over many orders of magnitude. */
const sumsOf = (...powers: readonly number[]) =>
  fc.integer({ min: 1, max: 5 }).chain((d) =>
    fc.array(
      fc.record({
        weight: scale(-8, 2),
        centre: fc.oneof(
          fc.array(real(5), { minLength: d, maxLength: d }),
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: d, maxLength: d }),
          scale(-8, 3).map((size) => new Array<number>(d).fill(size)),
        ),
        offset: fc.oneof(fc.constant(0), scale(-12, 2)),
        power: fc.constantFrom(...powers),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  );

const sums = sumsOf(1, 1, 2, 4, 6, 8);

/**
 * How far F(t) can be above the minimum: the distance from 0 to the subdifferential times a bound on the
 * distance to the minimiser, or the Newton decrement (twice the gap of a quadratic) if that is less, because
 * next to a kink the slope changes by more than 1e-10 between neighbouring numbers.
 */
function gap(terms: readonly PowerTerm[], t: readonly number[]): number {
  const d = t.length;
  const gradient = new Matrix(d, 1);
  const hessian = new Matrix(d, d);
  let kinks = 0;
  let radius = 0;
  for (const { weight, centre, offset, power } of terms) {
    const u = Matrix.columnVector(t.map((value, i) => value - centre[i]));
    const norm = Math.hypot(u.norm(), offset);
    radius = Math.max(radius, u.norm());
    if (norm === 0) {
      kinks += power === 1 ? weight : 0;
      continue;
    }
    const slope = weight * power * norm ** (power - 2);
    gradient.add(Matrix.mul(u, slope));
    hessian.add(Matrix.mul(Matrix.eye(d), slope));
    hessian.add(Matrix.mul(u.mmul(u.transpose()), (slope * (power - 2)) / norm ** 2));
  }
  const bound = Math.max(0, gradient.norm() - kinks) * radius;
  if (kinks > 0 || bound === 0) return bound;
  return Math.min(bound, solve(hessian, gradient, true).dot(gradient));
}

/** No two centres differ by rounding only, where `gap` sees one kink of two. */
const areApart = (terms: readonly PowerTerm[]) =>
  terms.every(({ centre }, i) =>
    terms.slice(0, i).every((other) => {
      const distance = Math.hypot(...centre.map((value, u) => value - other.centre[u]));
      return distance === 0 || distance > 1e-9;
    }),
  );

test("the minimum of a sum of powers of norms in R^d satisfies its optimality condition", () => {
  fc.assert(
    fc.property(
      sums.filter((terms) => terms[0].centre.length > 1),
      (terms) => {
        const point = minimisePowers(terms);
        const value = sumOfPowers(terms, point);
        assert.ok(gap(terms, point) <= 1e-11 * value + 1e-30, `${gap(terms, point)} of ${value}`);
      },
    ),
    { seed: 11, numRuns: 1000 },
  );
});

test("so does that with odd and fractional powers, where the curvature is unbounded next to a centre", () => {
  fc.assert(
    fc.property(
      sumsOf(1, 1.5, 1.5, 2, 3, 5).filter((terms) => terms[0].centre.length > 1 && areApart(terms)),
      (terms) => {
        const point = minimisePowers(terms);
        const value = sumOfPowers(terms, point);
        assert.ok(gap(terms, point) <= 1e-11 * value + 1e-30, `${gap(terms, point)} of ${value}`);
      },
    ),
    { seed: 13, numRuns: 1000 },
  );
});

test("on the line no neighbouring point, near or far, is lower", () => {
  fc.assert(
    fc.property(
      sums.filter((terms) => terms[0].centre.length === 1),
      (terms) => {
        const point = minimisePowers(terms);
        const value = sumOfPowers(terms, point);
        for (let e = -16; e <= 3; e++)
          for (const sign of [-1, 1]) {
            const other = sumOfPowers(terms, [point[0] + sign * 10 ** e]);
            assert.ok(value <= other * (1 + 1e-13), `${value} above ${other}`);
          }
        for (const { centre } of terms) assert.ok(value <= sumOfPowers(terms, centre) * (1 + 1e-13));
      },
    ),
    { seed: 12, numRuns: 1000 },
  );
});

test("known minima are found exactly: a median, a kink in the plane, a Fermat point", () => {
  const plain = (weight: number, ...centre: number[]) => ({ weight, centre, offset: 0, power: 1 });
  assert.deepEqual(minimisePowers([plain(1, 0), plain(1, 1), plain(1, 7)]), [1]);
  // A vertex with an angle of 120 degrees or more is itself the point of least total distance.
  const point = minimisePowers([plain(1, 0, 0), plain(1, 1, 0.1), plain(1, -1, 0.1)]);
  assert.deepEqual(point, [0, 0]);
  const corners = [0, 1, 2].map((i) => [Math.cos((2 * Math.PI * i) / 3), Math.sin((2 * Math.PI * i) / 3)]);
  const fermat = minimisePowers(corners.map((corner) => plain(1, ...corner)));
  assert.ok(Math.hypot(...fermat) < 1e-12);
});

test("collinear points in the plane, where the Hessian is singular, give the median", () => {
  const points = [0, 1, 3, 4, 9].map((c) => ({ weight: 1, centre: [c, 2 * c], offset: 0, power: 1 }));
  assert.deepEqual(minimisePowers(points), [3, 6]);
});
