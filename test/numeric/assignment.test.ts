import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { assignment } from "../../src/numeric/assignment.js";
import { quantileOfSorted } from "../../src/numeric/quantile.js";

/** All orders of the numbers below k. */
const orders = (k: number): number[][] =>
  k === 0
    ? [[]]
    : orders(k - 1).flatMap((order) =>
        Array.from({ length: k }, (_, at) => [...order.slice(0, at), k - 1, ...order.slice(at)]),
      );

it("the assignment has the least sum of costs of all orders", () => {
  const cost = fc.double({ min: -10, max: 10, noNaN: true });
  const square = fc
    .integer({ min: 1, max: 6 })
    .chain((k) => fc.array(fc.array(cost, { minLength: k, maxLength: k }), { minLength: k, maxLength: k }));
  fc.assert(
    fc.property(square, (costs) => {
      const sum = (order: readonly number[]) => order.reduce((total, j, i) => total + costs[i][j], 0);
      const found = assignment(costs);
      assert.deepEqual([...found].sort(), [...found.keys()]);
      const least = Math.min(...orders(costs.length).map(sum));
      // Sums of six numbers up to 10.
      assert.ok(sum(found) <= least + 1e-12);
    }),
    { seed: 5 },
  );
});

it("quantiles are linear between order statistics", () => {
  // R: quantile(c(1, 2, 4, 8), c(0, .1, .5, .9, 1))
  const values = [0, 0.1, 0.5, 0.9, 1].map((p) => quantileOfSorted([1, 2, 4, 8], p));
  [1, 1.3, 3, 6.8, 8].forEach((value, i) => {
    assert.ok(Math.abs(values[i] - value) <= 1e-14);
  });
});
