import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byPreferredAnswer, isPreferred } from "../../../src/fit/report/preferred.js";
import { fit, gaussian, moe, sample, softmax, stream, uniform } from "../../../src/index.js";

describe("the preference among answers", () => {
  const truth = {
    gating: { beta0: [0, 0], beta1: [[3], [0]] },
    experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
  };
  const model = moe({ gating: softmax(), expert: gaussian(), k: 3 });
  const two = moe({ gating: softmax(), expert: gaussian(), k: 2 });
  const data = sample(two, truth, { n: 60, design: uniform(), uniform: stream("preferred") });

  for (const choice of ["weighed", "highest"] as const)
    for (const penalty of [undefined, { gateRidge: 1 }])
      it(`is the rule by which a fit chooses: ${choice}${penalty ? ", with a penalty" : ""}`, () => {
        const found = fit(model, data, { choice, seed: "1", ...(penalty && { penalty }) });
        assert.ok(found.alternatives.length > 1);
        const [first] = [...found.alternatives, found].sort(byPreferredAnswer);
        assert.equal(first.logLik, found.logLik);
        for (const other of found.alternatives) assert.equal(isPreferred(other, found), false);
      });

  it("puts what is no maximum, and then what has collapsed, after all maxima, whatever their heights", () => {
    const answer = { allowance: 0, logLik: 0 };
    const converged = { ...answer, status: "converged" as const, logLik: -100 };
    const stopped = { ...answer, status: "maxSteps" as const };
    const collapsed = { ...answer, status: "collapsed" as const, logLik: 50 };
    assert.deepEqual([collapsed, stopped, converged].sort(byPreferredAnswer), [
      converged,
      stopped,
      collapsed,
    ]);
    assert.equal(isPreferred(converged, collapsed), true);
  });

  it("takes two answers of one height for one", () => {
    const answer = { status: "converged" as const, allowance: 1, logLik: -10 };
    assert.equal(isPreferred({ ...answer, logLik: -10 + 1e-9 }, answer), false);
    assert.equal(isPreferred({ ...answer, logLik: -9 }, answer), true);
    assert.equal(isPreferred({ ...answer, logLik: -9, allowance: 3 }, answer), false);
  });
});
