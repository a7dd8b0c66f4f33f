import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bsplinesAt } from "../../src/numeric/bsplines.js";
import { quantileOfSorted } from "../../src/numeric/quantile.js";
import { stream } from "../../src/random/stream.js";

/** All B-splines of a degree at x, those that are 0 there too. */
function all(knots: readonly number[], degree: number, x: number, derivative = 0): number[] {
  const row = new Array<number>(knots.length - degree - 1).fill(0);
  const { first, values } = bsplinesAt(knots, degree, x, derivative);
  values.forEach((value, j) => {
    row[first + j] = value;
  });
  return row;
}

const knotsOf = (degree: number, inner: readonly number[]) => [
  ...new Array(degree + 1).fill(-1),
  ...inner,
  ...new Array(degree + 1).fill(3),
];

describe("B-splines", () => {
  it("sum to 1, at both ends and beyond them too", () => {
    for (const degree of [0, 1, 2, 3, 5])
      for (const x of [-1, -0.4, 0.5, 1, 2.9, 3, -1.5, 4]) {
        const sum = all(knotsOf(degree, [0.5, 1, 1]), degree, x).reduce((a, b) => a + b);
        // Beyond the ends they are large and of both signs.
        assert.ok(Math.abs(sum - 1) < 1e-11, `degree ${degree} at ${x}: ${sum}`);
      }
  });

  it("have derivatives equal to differences", () => {
    const uniform = stream("bsplines");
    for (const degree of [2, 3, 4])
      for (let i = 0; i < 20; i++) {
        const knots = knotsOf(degree, [0.3, 1.1, 1.7]);
        const x = -1 + 4 * uniform();
        const h = 1e-5;
        for (const order of [1, 2]) {
          const [down, up] = [x - h, x + h].map((place) => all(knots, degree, place, order - 1));
          // Differences err by h times a jump of the next derivative at a knot, and by rounding over h.
          all(knots, degree, x, order).forEach((value, j) => {
            assert.ok(Math.abs(value - (up[j] - down[j]) / (2 * h)) < 1e-3);
          });
        }
      }
  });

  it("have no derivative of a higher degree than theirs", () => {
    assert.deepEqual(all(knotsOf(1, [0]), 1, 0.5, 2), [0, 0, 0]);
  });
});

describe("a quantile", () => {
  it("is R's: quantile(c(1, 2, 4, 8), c(0, 0.25, 0.4, 0.5, 1))", () => {
    const values = [0, 0.25, 0.4, 0.5, 1].map((p) => quantileOfSorted([1, 2, 4, 8], p));
    [1, 1.75, 2.4, 3, 8].forEach((value, i) => {
      assert.ok(Math.abs(values[i] - value) < 1e-15 * 8);
    });
  });
});
