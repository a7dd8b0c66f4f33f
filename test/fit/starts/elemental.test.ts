import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { weighed } from "../../../src/fit/problem/chance.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { elementalStarts, hasElemental } from "../../../src/fit/starts/elemental.js";
import {
  activationDenseToSparse,
  denseToSparse,
  type Expert,
  type Gating,
  gaussian,
  modifiedSoftmax,
  moe,
  multinomialLogistic,
  softmax,
  stream,
  studentT,
  topK,
} from "../../../src/index.js";
import { drawFrom, randomParams } from "../../conformance/models.js";
import { model, table } from "../data.js";

const crash = table("mcycle.csv");

describe("elemental starts", () => {
  it("are the same for the same stream, and others for another", () => {
    const draw = (key: string) => elementalStarts(problemOf(model(3), crash), 40, stream(key));
    assert.deepEqual(draw("same"), draw("same"));
    assert.notDeepEqual(draw("same"), draw("other"));
  });

  it("come with the best first, and all have something left without what chance may have given", () => {
    const gates: readonly Gating[] = [softmax(), modifiedSoftmax({ transform: "tanh" }), denseToSparse()];
    for (const gating of gates)
      for (const [k, d] of [
        [2, 1],
        [3, 1],
        [4, 2],
      ]) {
        const of = moe({ gating, expert: gaussian(), k, inputs: d });
        const data = d === 1 ? crash : drawFrom(of, randomParams(of, stream("two")), 150, "two");
        const problem = problemOf(of, data);
        const starts = elementalStarts(problem, 60, stream("best"));
        assert.ok(starts.length > 0);
        const heights = starts.map(({ theta }) => weighed(problem, { theta, value: problem.valueAt(theta) }));
        heights.forEach((height, i) => {
          assert.ok(Number.isFinite(height) && (i === 0 || height <= heights[i - 1]), `${heights}`);
        });
        // Each set counts at most once, those that have lost an expert not at all.
        assert.ok(starts.every(({ hits }) => hits >= 1));
        assert.ok(starts.reduce((sum, { hits }) => sum + hits, 0) <= 60);
        // What no density depends on stays at its start.
        for (const { theta } of starts) assert.ok(problem.fixed.every((j) => theta[j] === 0));
      }
  });

  it("count as one where they end alike", () => {
    const problem = problemOf(model(2), crash);
    const starts = elementalStarts(problem, 100, stream("alike"));
    assert.ok(starts.some(({ hits }) => hits > 1) && starts.length < 100);
    const heights = starts.map(({ theta }) => weighed(problem, { theta, value: problem.valueAt(theta) }));
    for (let i = 1; i < heights.length; i++) assert.ok(heights[i - 1] - heights[i] > 0.05 / crash.n);
  });

  it("lie in the parameter set", () => {
    const ranges = { gate: [-1, 1], coefficient: [-0.4, 0.4], logVariance: [-2, 0] } as const;
    const problem = problemOf(model(3), crash, { parameterSet: { ranges } });
    for (const { theta } of elementalStarts(problem, 30, stream("set")))
      theta.forEach((value, j) => {
        assert.ok(value >= problem.low[j] && value <= problem.high[j], problem.coordinates.names[j]);
      });
  });

  it("are for experts that least squares finds, behind a gate without selection whose score is affine", () => {
    const has = (gating: Gating, expert: Expert, y = crash.y) =>
      hasElemental(problemOf(moe({ gating, expert, k: 3 }), { ...crash, y }));
    const classes = crash.y.map((value) => (value > 0 ? 2 : 1));
    assert.ok(has(softmax(), gaussian()) && has(denseToSparse(), gaussian()));
    assert.ok(has(modifiedSoftmax({ transform: "tanh" }), gaussian()));
    assert.ok(!has(topK({ k: 2 }), gaussian()));
    assert.ok(!has(activationDenseToSparse({ activation: "tanh" }), gaussian()));
    assert.ok(!has(softmax(), studentT({ nu: 4 })));
    assert.ok(!has(softmax(), multinomialLogistic({ classes: 2 }), classes));
  });
});
