import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearTruthStart, stream } from "../../../src/index.js";
import { model, published } from "../data.js";

describe("the near-truth start of the released code", () => {
  it("covers every true atom, the last by the last, and stays close", () => {
    const n = 10_000;
    const spread = 0.05 * n ** -0.083;
    for (let i = 0; i < 50; i++) {
      const start = nearTruthStart(published, 4, n, stream(`start/${i}`));
      model(4).check(start);
      const slopes = (start.experts.a as number[][]).map(([a]) => a);
      // Six standard deviations: fails once in 5e8 draws.
      const nearest = slopes.map((a) => [-20, 20].findIndex((true_) => Math.abs(a - true_) <= 6 * spread));
      assert.deepEqual(new Set(nearest), new Set([0, 1]));
      assert.equal(nearest[3], 1);
      assert.equal((start.gating.beta0 as number[])[3], 0);
    }
  });

  it("refuses fewer experts than the truth has", () => {
    assert.throws(
      () => nearTruthStart(published, 1, 100, stream("few")),
      /invalid experts; at least the true 2/,
    );
  });
});
