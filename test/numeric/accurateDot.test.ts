import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { accurateDot } from "../../src/numeric/accurateDot.js";
import { exactDot } from "./exact.js";

describe("the accurate sum of products", () => {
  it("is right to the last digit where large terms cancel", () => {
    const a = [-2848642037303451, 2.848642037303452, 0.1];
    const b = [1, 1e15, 3];
    assert.equal(accurateDot(a, b), exactDot(a, b));
    assert.notEqual(a[0] * b[0] + a[1] * b[1] + a[2] * b[2], exactDot(a, b));
  });

  it("is right within a rounding for numbers of any size, as far as they cancel to 1e-15 of themselves", () => {
    const number = fc
      .double({ min: -1e9, max: 1e9, noNaN: true })
      .map((value) => Math.round(value * 1e3) / 1e3);
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { maxLength: 6 }), (pairs) => {
        const a = pairs.map(([value]) => value);
        const b = pairs.map(([, value]) => value);
        const [found, right] = [accurateDot([...a, ...a, 1], [...b, ...b.map((v) => -v), 1e-9]), 1e-9];
        assert.ok(Math.abs(found - right) <= 1e-15, `${found}`);
        const size = a.reduce((sum, value, j) => sum + Math.abs(value * b[j]), 0);
        // One rounding of the result and the square of the machine's precision, some times, of the terms.
        const tolerance = Number.EPSILON * Math.abs(exactDot(a, b)) + 1e-30 * size;
        assert.ok(Math.abs(accurateDot(a, b) - exactDot(a, b)) <= tolerance);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("is the plain sum where parts of the numbers would overflow", () => {
    assert.equal(accurateDot([1e300, 1], [10, 1]), 1e301);
    assert.equal(accurateDot([1e308], [10]), Infinity);
    assert.equal(accurateDot([], []), 0);
  });
});
