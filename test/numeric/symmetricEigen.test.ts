import assert from "node:assert/strict";
import { test } from "node:test";
import { normal, stream } from "../../src/index.js";
import { symmetricEigen } from "../../src/numeric/symmetricEigen.js";

function randomSymmetric(p: number, key: string): Float64Array {
  const next = normal(stream(key));
  const a = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) a[i * p + j] = a[j * p + i] = next();
  return a;
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

test("eigenvalues ascend, and unit eigenvectors belong to them and to nothing else", () => {
  const cases: [number, Float64Array][] = [];
  for (let p = 1; p <= 20; p++) cases.push([p, randomSymmetric(p, `eigen ${p}`)]);
  cases.push([3, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)], [4, new Float64Array(16).fill(1)]);
  for (const [p, a] of cases) {
    const { values, vectors } = symmetricEigen(a, p);
    assert.equal(values.length, p);
    const size = Math.max(1, ...values.map(Math.abs));
    // Backward stable: errors are a small multiple of p eps times the matrix.
    const tolerance = 10 * p * Number.EPSILON * size;
    for (let i = 0; i < p; i++) {
      assert.ok(i === 0 || values[i] >= values[i - 1]);
      for (let row = 0; row < p; row++) {
        const image = dot(a.subarray(row * p, row * p + p), vectors[i]);
        assert.ok(Math.abs(image - values[i] * vectors[i][row]) <= tolerance, `p ${p}, pair ${i}`);
      }
      for (let j = 0; j < p; j++)
        assert.ok(Math.abs(dot(vectors[i], vectors[j]) - (i === j ? 1 : 0)) <= 10 * p * Number.EPSILON);
    }
  }
});

test("a known spectrum is found: 1 and 3 of the matrix (2 1; 1 2)", () => {
  const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  assert.ok(Math.abs(values[0] - 1) <= 1e-15 && Math.abs(values[1] - 3) <= 1e-15);
});

test("only the symmetric part of a matrix counts, and it is not overwritten", () => {
  const skewed = Float64Array.of(2, 1.5, 0.5, 2);
  assert.deepEqual(symmetricEigen(skewed, 2), symmetricEigen(Float64Array.of(2, 1, 1, 2), 2));
  assert.deepEqual([...skewed], [2, 1.5, 0.5, 2]);
});

test("a matrix of no rows has an empty spectrum", () => {
  assert.deepEqual(symmetricEigen(new Float64Array(0), 0), { values: [], vectors: [] });
});

test("entries whose squares overflow have a spectrum", () => {
  const { values } = symmetricEigen(Float64Array.of(2e300, 1e300, 1e300, 2e300), 2);
  // Scaled by the largest entry: a rounding each.
  assert.ok(Math.abs(values[0] / 1e300 - 1) <= 1e-15 && Math.abs(values[1] / 3e300 - 1) <= 1e-15);
});

test("an entry that is not finite is named", () => {
  for (const bad of [Number.NaN, Infinity])
    assert.throws(() => symmetricEigen(Float64Array.of(1, 0, bad, 1), 2), {
      message: `invalid matrix; entry 1, 0 is not a finite number: ${bad}`,
    });
});
