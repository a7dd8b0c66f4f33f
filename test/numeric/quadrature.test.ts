import assert from "node:assert/strict";
import { test } from "node:test";
import { gaussLegendre, integrate } from "../../src/numeric/quadrature.js";

test("a Gauss-Legendre rule with n nodes integrates polynomials of degree 2n - 1", () => {
  for (const n of [1, 2, 3, 7, 12, 20, 64, 200]) {
    const { nodes, weights } = gaussLegendre(n);
    for (const degree of [0, 1, 2 * n - 2, 2 * n - 1]) {
      const value = nodes.reduce((sum, z, i) => sum + weights[i] * z ** degree, 0);
      const expected = degree % 2 ? 0 : 2 / (degree + 1);
      assert.ok(Math.abs(value - expected) < 1e-13, `n ${n}, degree ${degree}: ${value}`);
    }
    assert.ok(nodes.every((z, i) => i === 0 || z > nodes[i - 1]));
  }
});

test("the rule with three nodes is the known one, and moves to any interval", () => {
  const { nodes, weights } = gaussLegendre(3, 1, 3);
  const expected = [2 - Math.sqrt(0.6), 2, 2 + Math.sqrt(0.6)];
  nodes.forEach((node, i) => {
    assert.ok(Math.abs(node - expected[i]) < 1e-15);
  });
  [5 / 9, 8 / 9, 5 / 9].forEach((weight, i) => {
    assert.ok(Math.abs(weights[i] - weight) < 1e-15);
  });
  assert.throws(() => gaussLegendre(0), { message: "invalid number of nodes; not a positive integer: 0" });
});

test("adaptive integration meets its tolerance on a peak and on a kink", () => {
  const tolerance = { absolute: 1e-12, relative: 0 };
  const peak = integrate((y) => 1 / (1e-4 + y * y), [-1, 1], tolerance);
  assert.ok(Math.abs(peak - 200 * Math.atan(100)) < 1e-9);
  const kink = integrate((y) => Math.abs(y - 1 / 3), [0, 1], tolerance);
  assert.ok(Math.abs(kink - 5 / 18) < 1e-11);
});
