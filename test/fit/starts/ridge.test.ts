import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { hasRidge, ridgeStarts } from "../../../src/fit/starts/ridge.js";
import {
  activationDenseToSparse,
  denseToSparse,
  type Gating,
  gaussian,
  moe,
  normal,
  softmax,
  stream,
} from "../../../src/index.js";
import { drawFrom, randomParams } from "../../conformance/models.js";

const ofGate = (gating: Gating, d = 1) => moe({ gating, expert: gaussian(), k: 3, inputs: d });

describe("a start on the ridge of an activation gate", () => {
  for (const [activation, d] of [
    ["sigmoid", 1],
    ["gelu", 2],
  ] as const)
    it(`has equal weights at an observation, a low temperature, nearly common slopes and the experts it was given: ${activation}`, () => {
      const model = ofGate(activationDenseToSparse({ activation }), d);
      const data = drawFrom(model, randomParams(model, stream(`ridge/${d}`)), 40, `ridge/${d}`);
      const problem = problemOf(model, data);
      const { coordinates, likelihood, low } = problem;
      const uniform = stream(`ridge/${d}/draw`);
      const next = normal(uniform);
      const temperatures = new Set<number>();
      for (let i = 0; i < 20; i++) {
        const given = Float64Array.from({ length: problem.size }, next);
        const theta = ridgeStarts(problem, given, uniform);
        assert.deepEqual(theta.subarray(likelihood.gateSize), given.subarray(likelihood.gateSize));
        const params = coordinates.toParams(theta);
        const gate = model.gate(params);
        const apart = Array.from({ length: data.n }, (_, t) => {
          const weights = gate(data.x.map((column) => column[t]));
          return Math.max(...weights.map((weight) => Math.abs(weight - 1 / 3)));
        });
        // Rounding of scores over a temperature down to 0.01.
        assert.ok(Math.min(...apart) <= 1e-12, `${Math.min(...apart)}`);
        const tau = params.gating.tau as unknown as number;
        temperatures.add(tau);
        const shared = coordinates.names.indexOf("gating.log tau");
        assert.ok(theta[shared] >= low[shared] && tau <= 0.2 + 1e-15);
        // Slopes b + tau c_i, c_i those of the start: their differences are tau times the start's.
        const slope = (at: Float64Array, expert: number) =>
          at[coordinates.names.indexOf(`gating.beta1[${expert}][0]`)];
        for (const expert of [1, 2]) {
          const difference = slope(theta, expert) - slope(theta, 0);
          const expected = tau * (slope(given, expert) - slope(given, 0));
          assert.ok(Math.abs(difference - expected) <= 1e-13);
        }
      }
      assert.equal(temperatures.size, 20);
    });

  it("is for gates whose temperature is estimated and does not divide out", () => {
    const has = (gating: Gating) => {
      const model = ofGate(gating);
      return hasRidge(problemOf(model, drawFrom(model, randomParams(model, stream("has")), 40, "has")));
    };
    assert.ok(has(activationDenseToSparse({ activation: "tanh" })));
    assert.ok(!has(activationDenseToSparse({ activation: "tanh", temperature: 0.5 })));
    assert.ok(!has(denseToSparse()) && !has(softmax()));
  });
});
