import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix, solve } from "ml-matrix";
import { normal, stream } from "../../src/index.js";
import { isDefinite, solvePositive } from "../../src/numeric/solve.js";
import { symmetricEigen } from "../../src/numeric/symmetricEigen.js";

/** B B' + I for a random B, and a random right-hand side. */
function system(p: number, key: string) {
  const next = normal(stream(key));
  const root = Array.from({ length: p }, () => Array.from({ length: p }, next));
  const a = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++)
      a[i * p + j] = root[i].reduce((sum, value, m) => sum + value * root[j][m], i === j ? 1 : 0);
  return { a, b: Float64Array.from({ length: p }, next) };
}

test("random positive definite systems have the solution that ml-matrix finds", () => {
  for (let p = 1; p <= 12; p++) {
    for (let turn = 0; turn < 20; turn++) {
      const { a, b } = system(p, `solve ${p} ${turn}`);
      const expected = solve(Matrix.from1DArray(p, p, a), Matrix.columnVector(b)).to1DArray();
      const x = solvePositive(a, b, p);
      // Condition numbers stay below 1e3, so that both are exact to about 1e3 p eps.
      x.forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]) <= 1e-12 * (1 + Math.max(...expected.map(Math.abs))));
      });
    }
  }
});

test("rows and columns of very different size are solved to the last digits", () => {
  const p = 5;
  const { a, b } = system(p, "scaled");
  const size = [1e-8, 1e6, 1, 1e-3, 1e9];
  const scaled = a.map((value, i) => value * size[Math.floor(i / p)] * size[i % p]);
  const x = solvePositive(a, b, p);
  const y = solvePositive(
    scaled,
    b.map((value, i) => value * size[i]),
    p,
  );
  // Cholesky does not mind the scaling: only the entries' own rounding is left, times the condition number.
  y.forEach((value, i) => {
    assert.ok(Math.abs(value * size[i] - x[i]) <= 1e-12 * (1 + Math.abs(x[i])));
  });
});

test("the inputs are left as they are, and only the lower triangle is read", () => {
  const { a, b } = system(4, "inputs");
  const expected = solvePositive(a, b, 4);
  const lower = a.map((value, at) => (at % 4 > Math.floor(at / 4) ? Number.NaN : value));
  assert.deepEqual(solvePositive(lower, b, 4), expected);
  assert.deepEqual(a, system(4, "inputs").a);
  assert.deepEqual(b, system(4, "inputs").b);
});

test("a singular system gets a finite answer, which solves it where it can be solved", () => {
  assert.deepEqual([...solvePositive(new Float64Array(4), new Float64Array(2), 2)], [0, 0]);
  const next = normal(stream("singular"));
  for (let p = 2; p <= 6; p++) {
    const v = Float64Array.from({ length: p }, next);
    const a = Float64Array.from({ length: p * p }, (_, at) => v[Math.floor(at / p)] * v[at % p]);
    const x = solvePositive(a, v, p);
    assert.ok(x.every(Number.isFinite), `${x}`);
    // v'x = 1 up to the relative ridge of 1e-14, and rounding in a system of condition 1e14.
    assert.ok(Math.abs(v.reduce((sum, value, i) => sum + value * x[i], 0) - 1) <= 0.1, `p ${p}: ${x}`);
  }
});

test("a system of no unknowns has the empty solution", () => {
  assert.equal(solvePositive(new Float64Array(0), new Float64Array(0), 0).length, 0);
});

test("a matrix with NaN, an infinite entry or a negative direction is refused", () => {
  const message = { message: "cannot solve the normal equations; not positive semi-definite" };
  const right = Float64Array.of(1, 1);
  for (const a of [
    [Number.NaN, 0, 0, 1],
    [1, 0, 0, Number.NaN],
    [1, Number.NaN, Number.NaN, 1],
    [Infinity, 0, 0, 1],
    [-1, 0, 0, -1],
    [1, 3, 3, 1],
  ])
    assert.throws(() => solvePositive(Float64Array.from(a), right, 2), message, `${a}`);
});

test("a matrix is definite while its least eigenvalue is above 0", () => {
  for (let p = 1; p <= 12; p++) {
    const { a } = system(p, `definite ${p}`);
    const { values } = symmetricEigen(a, p);
    const less = (by: number) => a.map((entry, at) => (at % (p + 1) === 0 ? entry - by : entry));
    assert.ok(isDefinite(less(0.999 * values[0]), p));
    assert.ok(!isDefinite(less(1.001 * values[0]), p));
  }
});
