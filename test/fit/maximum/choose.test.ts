import assert from "node:assert/strict";
import { it } from "node:test";
import type { Kind } from "../../../src/fit/maximum/certificate.js";
import { byPreference, type Found, isEligible, weighedValue } from "../../../src/fit/maximum/choose.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { moe, multinomialLogistic, softmax } from "../../../src/index.js";
import { model, table } from "../data.js";

const data = table("mcycle.csv");
const weighing = problemOf(model(2), data);
const classes = problemOf(moe({ gating: softmax(), expert: multinomialLogistic({ classes: 2 }), k: 2 }), {
  ...data,
  y: data.y.map((value) => (value > 0 ? 2 : 1)),
});
const highest = problemOf(model(2), data, { choice: "highest" });

/** A candidate of which nothing is known but what the choice looks at. */
const found = (logLik: number, more: { allowance?: number; hits?: number; kind?: Kind } = {}): Found => ({
  maximum: { state: { value: logLik / data.n } as Found["maximum"]["state"], steps: 0 },
  kind: "eligible",
  allowance: 0,
  hits: 1,
  observations: [],
  certificate: () => assert.fail("no certificate is needed for the choice"),
  status: () => assert.fail("no status is needed for the choice"),
  ...more,
});
const first = (problem: typeof weighing, ...candidates: Found[]) =>
  candidates.indexOf([...candidates].sort(byPreference(problem))[0]);

it("the choice is of the largest log-likelihood less the allowance, however many starts led there", () => {
  const plain = found(-100, { hits: 1000 });
  assert.equal(first(weighing, plain, found(-99.9)), 1);
  assert.equal(first(weighing, plain, found(-90, { allowance: 9.9 })), 1);
  assert.equal(first(weighing, plain, found(-90, { allowance: 10.1 })), 0);
});

it("the choice is of the largest log-likelihood alone where the highest is asked for, and for experts without a scale", () => {
  for (const problem of [highest, classes]) assert.equal(first(problem, found(-100), found(-99.999)), 1);
});

it("an exact expert is weighed like a maximum", () => {
  const exact = found(200, { kind: "exact", allowance: 150 });
  assert.ok(isEligible(exact));
  assert.equal(first(weighing, found(40), exact), 1);
  assert.equal(first(weighing, found(60), exact), 0);
});

it("the choice takes a maximum before what is none, and any point before a collapsed one", () => {
  for (const problem of [weighing, highest]) {
    const candidates = [found(50, { kind: "collapsed" }), found(10, { kind: "maxSteps" }), found(-100)];
    assert.equal(first(problem, ...candidates), 2);
    assert.equal(first(problem, ...candidates.slice(0, 2)), 1);
    assert.deepEqual(candidates.map(isEligible), [false, false, true]);
  }
});

it("a weighed value is a mean over the observations", () => {
  assert.equal(weighedValue(weighing, found(-133, { allowance: 26.6 })), -1.2);
});
