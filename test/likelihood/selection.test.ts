import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent, emptyEStep } from "../../src/fit/em/em.js";
import { run } from "../../src/fit/problem/ascent.js";
import { type Problem, problemOf } from "../../src/fit/problem/problem.js";
import {
  fit,
  gaussian,
  moe,
  type Params,
  type Sample,
  sample,
  softmax,
  stream,
  topK,
  uniform,
} from "../../src/index.js";

const n = 1000;
const model = moe({ gating: topK({ k: 2 }), expert: gaussian(), k: 3 });

/** Two of three lines that lie far apart, each with this standard deviation. */
const truthOf = (sd: number): Params => ({
  gating: { beta0: [0.4, -0.2, 0], beta1: [[2], [-2], [0.3]] },
  experts: { a: [[1], [-1], [0.5]], b: [4, -4, 0], sigma2: new Array<number>(3).fill(sd * sd) },
});
const draw = (sd: number): Sample =>
  sample(model, truthOf(sd), { n, design: uniform(), uniform: stream(`selection/${sd}`) });
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((largest, value, j) => Math.max(largest, Math.abs(value - b[j])), 0);

function eStepAt(problem: Problem, theta: Float64Array) {
  const eStep = emptyEStep(problem);
  problem.likelihood.responsibilities(theta, eStep.r, eStep.selected);
  return eStep;
}

for (const sd of [0.1, 0.05])
  describe(`two of three experts of standard deviation ${sd} on lines far apart`, () => {
    const data = draw(sd);
    const problem = problemOf(model, data);
    const { likelihood, coordinates } = problem;
    const theta = coordinates.toTheta(truthOf(sd));
    const { r, selected } = eStepAt(problem, theta);
    assert.ok(selected);

    it("are selected two at a time, also where a responsibility underflows to 0", () => {
      let underflows = 0;
      for (let t = 0; t < n; t++) {
        assert.equal(selected[0][t] + selected[1][t] + selected[2][t], 2);
        for (let i = 0; i < 3; i++) {
          if (selected[i][t] === 0) assert.equal(r[i][t], 0);
          else if (r[i][t] === 0) underflows++;
        }
      }
      // Else this data set would try nothing.
      assert.ok(underflows > 100, `${underflows}`);
    });

    it("have a gate criterion with the log-likelihood's score in the gate, at the responsibilities of theta", () => {
      const p = likelihood.gateSize;
      // Away from the truth too, where the score is not small.
      for (const move of [0, 0.1]) {
        const at = theta.map((value, j) => value + (j < p ? move * Math.sin(j + 1) : 0));
        const given = eStepAt(problem, at);
        const whole = new Float64Array(likelihood.size);
        likelihood.evaluate(at, 1, whole);
        const own = new Float64Array(p);
        likelihood.gateCriterion(at, given, 1, own);
        // Two sums of n terms of order 1, in another order.
        assert.ok(gap(own, whole) <= 1e-10, `${own}, not ${whole.subarray(0, p)}`);
      }
    });

    it("are taken by EM to where Newton's method takes them from the same start", () => {
      const start = truthOf(sd);
      const newton = fit(model, data, { start });
      const em = fit(model, data, { method: "em", start });
      assert.ok(Math.abs(em.logLik - newton.logLik) <= 1e-4, `${em.logLik}, not ${newton.logLik}`);
    });
  });

it("a gate criterion cannot do without the selection of its gating", () => {
  const data = draw(0.1);
  const { likelihood, coordinates } = problemOf(model, data);
  const theta = coordinates.toTheta(truthOf(0.1));
  const r = Array.from({ length: 3 }, () => new Float64Array(n));
  likelihood.responsibilities(theta, r);
  assert.throws(() => likelihood.gateCriterion(theta, { r }, 0), {
    message: "invalid E-step; the gating softmax selects experts, no selection is given",
  });
});

it("an expert whose responsibilities all underflow stays as it was in an EM step, also without a selection", () => {
  const dense = moe({ gating: softmax(), expert: gaussian(), k: 3 });
  const { gating, experts } = truthOf(0.1);
  // The third expert is some 1e5 of its standard deviations away from all observations.
  const b = [4, -4, 1e4];
  const data = draw(0.1);
  const problem = problemOf(dense, data);
  const start = problem.coordinates.toTheta({ gating, experts: { ...experts, b } });
  assert.ok(eStepAt(problem, start).r[2].every((value) => value === 0));
  const { theta, logLik } = run(emAscent(problem, { tolerance: 1e-10 }), start, 3);
  assert.ok(logLik >= problem.likelihood.evaluate(start, 0));
  for (const { part, atom, offset, length } of problem.coordinates.layout.slots)
    if (part === "experts" && atom === 2)
      assert.deepEqual(theta.subarray(offset, offset + length), start.subarray(offset, offset + length));
});
