import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logSumExp } from "../../src/numeric/logSumExp.js";

describe("log sum exp", () => {
  it("is the logarithm of the sum, within two roundings of the larger of 1 and itself", () => {
    for (const values of [[0], [1, 2, 3], [-5, 4, 0.5, 0.25]]) {
      const expected = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
      assert.ok(
        Math.abs(logSumExp(values) - expected) <= 2 * Number.EPSILON * Math.max(1, Math.abs(expected)),
      );
    }
  });

  it("neither overflows nor underflows", () => {
    assert.equal(logSumExp([1000, 1000]), 1000 + Math.LN2);
    assert.equal(logSumExp([-1000, -1000]), -1000 + Math.LN2);
    assert.equal(logSumExp([5, -1e300]), 5);
  });

  it("is infinite where a value is, -Infinity where all are or there is none, and NaN where one is NaN", () => {
    const { NEGATIVE_INFINITY: none, POSITIVE_INFINITY: all } = Number;
    assert.equal(logSumExp([none, 2]), 2);
    assert.equal(logSumExp([none, none]), none);
    assert.equal(logSumExp([]), none);
    assert.equal(logSumExp([all, 1]), all);
    assert.equal(logSumExp([1, Number.NaN]), Number.NaN);
    assert.equal(logSumExp([Number.NaN]), Number.NaN);
  });
});
