import assert from "node:assert/strict";
import { test } from "node:test";
import { normal, stream } from "../../src/index.js";
import { backSolve, cholesky, forwardSolve } from "../../src/numeric/cholesky.js";

/** B B' + shift I, row major, for a random B. */
function gram(p: number, key: string, shift: number): Float64Array {
  const next = normal(stream(key));
  const root = Array.from({ length: p }, () => Array.from({ length: p }, next));
  const a = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++)
      a[i * p + j] = root[i].reduce((sum, value, m) => sum + value * root[j][m], i === j ? shift : 0);
  return a;
}

/** Row by row, as in textbooks; undefined where a pivot is not positive. */
function textbook(a: Float64Array, p: number): Float64Array | undefined {
  const l = a.slice();
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * p + j];
      for (let m = 0; m < j; m++) sum -= l[i * p + m] * l[j * p + m];
      if (i === j && sum <= 0) return undefined;
      l[i * p + j] = i === j ? Math.sqrt(sum) : sum / l[j * p + j];
    }
  return l;
}

const sizes = Array.from({ length: 19 }, (_, p) => p);

test("a Cholesky factor is the one that is computed row by row, bit for bit, at any size", () => {
  for (const p of sizes) {
    const a = gram(p, `cholesky ${p}`, 0.1);
    const l = a.slice();
    assert.ok(cholesky(l, p, 1e-15));
    assert.deepEqual(l, textbook(a, p));
  }
});

test("a matrix that is not positive definite has none, whichever pivot fails", () => {
  for (const p of sizes)
    for (let bad = 0; bad < p; bad++) {
      const a = gram(p, `cholesky ${p}`, 0.1);
      a[bad * p + bad] = 0;
      assert.equal(textbook(a, p), undefined);
      assert.ok(!cholesky(a, p, 1e-15), `${bad} of ${p}`);
    }
  assert.ok(!cholesky(Float64Array.of(Number.NaN), 1, 1e-15));
});

test("a pivot that has lost its digits fails", () => {
  const nearly = (rest: number) => Float64Array.of(1, 1, 1, 1 + rest);
  assert.ok(cholesky(nearly(1e-10), 2, 1e-12));
  assert.ok(!cholesky(nearly(1e-13), 2, 1e-12));
});

test("solving with a factor undoes the product with it", () => {
  for (const p of sizes) {
    const a = gram(p, `cholesky ${p}`, 1);
    const x = Float64Array.from({ length: p }, normal(stream(`cholesky ${p}/x`)));
    const l = a.slice();
    cholesky(l, p, 1e-15);
    const times = (entry: (i: number, j: number) => number) =>
      x.map((_, i) => x.reduce((sum, value, j) => sum + entry(i, j) * value, 0));
    // Condition numbers stay below 1e3: both are exact to about 1e3 p eps.
    const close = (found: Float64Array) =>
      found.forEach((value, i) => {
        assert.ok(Math.abs(value - x[i]) <= 1e-11 * (1 + Math.abs(x[i])));
      });
    close(
      forwardSolve(
        l,
        times((i, j) => (j <= i ? l[i * p + j] : 0)),
        p,
      ),
    );
    close(
      backSolve(
        l,
        times((i, j) => a[i * p + j]),
        p,
      ),
    );
  }
});
