import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { orderingOf } from "../../src/numeric/orderBy.js";

test("entries come in the order of their values, equal ones in their own", () => {
  // Values that share their upper halves, or all their bits, as well as such of all sizes.
  const value = fc.oneof(
    fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
    fc.integer({ min: 1, max: 40 }).map((i) => 0.5 + i * 1e-12),
    fc.constantFrom(0.25, 0.5, 1),
  );
  // A few are sorted by comparisons, more by their bits; the work arrays are used again and again.
  const lists = fc.oneof(fc.array(value), fc.array(value, { minLength: 60, maxLength: 400, size: "max" }));
  const orderBy = orderingOf(400);
  fc.assert(
    fc.property(lists, fc.nat(9), (list, behind) => {
      const values = Float64Array.from(list);
      const entries = Uint32Array.from(list.keys()).reverse();
      const count = Math.max(0, list.length - behind);
      const expected = [...entries.subarray(0, count)].sort((s, t) => values[s] - values[t]);
      const rest = [...entries.subarray(count)];
      orderBy(values, entries, count);
      assert.deepEqual([...entries], [...expected, ...rest]);
    }),
    { seed: 7, numRuns: 200 },
  );
});
