import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix, solve } from "ml-matrix";
import { normal, stream } from "../../src/index.js";
import { weightedLeastSquares } from "../../src/numeric/leastSquares.js";

const n = 60;

function data(d: number, key: string) {
  const next = normal(stream(key));
  const column = () => Float64Array.from({ length: n }, next);
  const uniform = stream(`${key}/weights`);
  return {
    columns: Array.from({ length: d }, column),
    y: column(),
    weights: Float64Array.from({ length: n }, uniform),
  };
}

test("coefficients and mean square agree with a least-squares solution by ml-matrix", () => {
  for (const [intercept, d] of [
    [true, 0],
    [true, 1],
    [true, 3],
    [false, 1],
    [false, 2],
  ] as const) {
    const { columns, y, weights } = data(d, `squares ${intercept} ${d}`);
    const { coefficients, meanSquare } = weightedLeastSquares(weights, y, { intercept, columns });
    const rows = Array.from({ length: n }, (_, t) => [
      ...(intercept ? [1] : []),
      ...columns.map((column) => column[t]),
    ]);
    const root = weights.map(Math.sqrt);
    const expected = solve(
      new Matrix(rows.map((row, t) => row.map((value) => value * root[t]))),
      Matrix.columnVector(y.map((value, t) => value * root[t])),
      true,
    ).to1DArray();
    // The design's condition number is below 10 and enters the normal equations squared.
    assert.equal(coefficients.length, expected.length);
    coefficients.forEach((value, j) => {
      assert.ok(Math.abs(value - expected[j]) <= 1e-13, `intercept ${intercept}, d ${d}, coefficient ${j}`);
    });
    let squares = 0;
    let total = 0;
    rows.forEach((row, t) => {
      const mean = row.reduce((sum, value, j) => sum + value * expected[j], 0);
      squares += weights[t] * (y[t] - mean) ** 2;
      total += weights[t];
    });
    assert.ok(Math.abs(meanSquare - squares / total) <= 1e-13);
  }
});

test("on a constant it gives the weighted mean and variance", () => {
  const weights = Float64Array.of(1, 2, 1);
  const { coefficients, meanSquare } = weightedLeastSquares(weights, Float64Array.of(1, 2, 7), {
    intercept: true,
    columns: [],
  });
  assert.deepEqual([...coefficients], [3]);
  assert.equal(meanSquare, (4 + 2 * 1 + 16) / 4);
});

test("a response on a line leaves a mean square of rounding only", () => {
  const { columns, weights } = data(1, "line");
  const y = columns[0].map((x) => 3 - 2 * x);
  const { coefficients, meanSquare } = weightedLeastSquares(weights, y, { intercept: true, columns });
  assert.ok(Math.abs(coefficients[0] - 3) <= 1e-14 && Math.abs(coefficients[1] + 2) <= 1e-14);
  // Residuals of a few eps each; as a difference of sums of squares it could not be below 1e-16.
  assert.ok(meanSquare <= 1e-29, `${meanSquare}`);
});

test("an observation of weight zero does not count", () => {
  const { columns, y, weights } = data(2, "zeros");
  const thinned = weights.map((w, t) => (t % 3 === 0 ? 0 : w));
  const kept = (values: Float64Array) => values.filter((_, t) => t % 3 !== 0);
  const all = weightedLeastSquares(thinned, y, { intercept: true, columns });
  const some = weightedLeastSquares(kept(weights), kept(y), { intercept: true, columns: columns.map(kept) });
  assert.deepEqual(all, some);
});

test("without any weight the answer is zero", () => {
  const { columns, y } = data(2, "nothing");
  const { coefficients, meanSquare } = weightedLeastSquares(new Float64Array(n), y, {
    intercept: true,
    columns,
  });
  assert.deepEqual([...coefficients], [0, 0, 0]);
  assert.equal(meanSquare, 0);
});

test("one observation with weight, and collinear columns, get a finite answer that fits", () => {
  const { columns, y } = data(1, "one");
  const single = new Float64Array(n);
  single[17] = 0.3;
  const one = weightedLeastSquares(single, y, { intercept: true, columns });
  assert.ok(one.coefficients.every(Number.isFinite));
  const twice = { intercept: true, columns: [columns[0], columns[0].map((x) => 2 * x)] };
  const weights = new Float64Array(n).fill(1);
  const doubled = weightedLeastSquares(weights, y, twice);
  const plain = weightedLeastSquares(weights, y, { intercept: true, columns });
  assert.ok(doubled.coefficients.every(Number.isFinite));
  // A singular system loses half of the digits and more; its fit is what remains determined.
  assert.ok(Math.abs(doubled.meanSquare - plain.meanSquare) <= 1e-3 * plain.meanSquare);
});
