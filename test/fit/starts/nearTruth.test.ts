import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  denseToSparse,
  gaussian,
  type MoeOptions,
  moe,
  multinomialLogistic,
  nearTruthStart,
  stream,
  topK,
} from "../../../src/index.js";
import { model, published } from "../data.js";

describe("the near-truth start of the released code", () => {
  it("covers every true atom, the last by the last, and stays close", () => {
    const n = 10_000;
    const spread = 0.05 * n ** -0.083;
    for (let i = 0; i < 50; i++) {
      const start = nearTruthStart(model(4), published, n, stream(`start/${i}`));
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
      () => nearTruthStart(model(1), published, 100, stream("few")),
      /invalid experts; at least the true 2/,
    );
  });

  it("is a point of the fitted model, with its options and what does not move at the truth", () => {
    const gating = topK({ k: 2, score: denseToSparse() });
    const fitted = moe({ gating, expert: gaussian(), k: 3 });
    const truth = {
      gating: { ...published.gating, name: "denseToSparse", tau: 0.3 },
      experts: published.experts,
    };
    const start = nearTruthStart(fitted, truth, 1000, stream("options"));
    fitted.check(start);
    assert.deepEqual([start.gating.topK, start.gating.rank, start.gating.tau], [2, "slope", 0.3]);
    const variances = truth.experts.sigma2 as number[];
    assert.ok((start.experts.sigma2 as number[]).every((value) => variances.includes(value)));
    // The last gate, which is pinned, stays too.
    assert.deepEqual((start.gating.beta1 as number[][])[2], [0]);
  });

  it("is refused for families without the fields that it moves", () => {
    const refused = (parts: Partial<MoeOptions>, message: RegExp) => {
      const { expert, ...gate } = parts;
      const fitted = {
        ...model(2),
        ...gate,
        ...(expert ? { families: [expert, expert], experts: 2 } : { experts: 2 }),
      };
      assert.throws(() => nearTruthStart(fitted, published, 100, stream("none")), message);
    };
    refused(
      { expert: multinomialLogistic({ classes: 3 }) },
      /^(Moestat)?Error: invalid experts "multinomialLogistic"; no predictor/,
    );
    const { fields, ...gating } = model(2).gating;
    refused(
      { gating: { ...gating, fields: { beta0: fields.beta0 } } },
      /^(Moestat)?Error: invalid gating "softmax"; it has no slopes/,
    );
    refused(
      { gating: { ...gating, fields: { c0: fields.beta0, c1: fields.beta1 }, logWeight: "c0" } },
      /^(Moestat)?Error: invalid truth; no list gating.c0/,
    );
  });
});
