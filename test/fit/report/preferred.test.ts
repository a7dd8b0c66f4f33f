import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { byPreferredAnswer, isPreferred } from "../../../src/fit/report/preferred.js";
import { dataset, fit, gaussian, moe, sample, softmax, stream, uniform } from "../../../src/index.js";
import { refit } from "../../../src/inference/refit.js";

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

  const rows = readFileSync(new URL("../../../../examples/exact-line/data.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",").map(Number));
  const line = dataset(
    rows.map(([time]) => time),
    rows.map(([, level]) => level),
  );

  for (const k of [2, 3])
    it(`is that rule where the answer follows a line exactly: ${k} experts`, () => {
      const found = fit(moe({ gating: softmax(), expert: gaussian(), k }), line, { seed: "1" });
      assert.deepEqual([found.kind, found.status], ["exact", "collapsed"]);
      const lower = fit(moe({ gating: softmax(), expert: gaussian(), k: 1 }), line);
      const [first] = [lower, ...found.alternatives, found].sort(byPreferredAnswer);
      assert.equal(first, found);
      assert.equal(isPreferred(lower, found), false);
      assert.equal(isPreferred(found, lower), true);
    });

  it("is kept by JSON", () => {
    const found = fit(two, line, { seed: "1" });
    assert.equal((JSON.parse(JSON.stringify(found)) as typeof found).kind, "exact");
  });

  it("takes for a refit the exact line that its search found, not a climb from the estimate that stopped before a maximum", () => {
    const { params, parameterSet, choice } = fit(model, line, { seed: "1" });
    const plan = { params, sample: line, parameterSet, choice, seed: "1", starts: "both" } as const;
    const refitted = refit(model, plan, 1);
    assert.ok(refitted.status !== "failed");
    assert.deepEqual([refitted.status, refitted.from], ["collapsed", "search"]);
  });

  it("puts what is no maximum, and then what has collapsed, after all maxima, whatever their heights", () => {
    const answer = { allowance: 0, logLik: 0 };
    const converged = { ...answer, kind: "eligible" as const, logLik: -100 };
    const stopped = { ...answer, kind: "maxSteps" as const };
    const collapsed = { ...answer, kind: "collapsed" as const, logLik: 50 };
    const exact = { ...answer, kind: "exact" as const, logLik: 40 };
    assert.deepEqual([collapsed, stopped, converged, exact].sort(byPreferredAnswer), [
      exact,
      converged,
      stopped,
      collapsed,
    ]);
    assert.equal(isPreferred(converged, collapsed), true);
  });

  it("takes two answers of one height for one", () => {
    const answer = { kind: "eligible" as const, allowance: 1, logLik: -10 };
    assert.equal(isPreferred({ ...answer, logLik: -10 + 1e-9 }, answer), false);
    assert.equal(isPreferred({ ...answer, logLik: -9 }, answer), true);
    assert.equal(isPreferred({ ...answer, logLik: -9, allowance: 3 }, answer), false);
  });
});
