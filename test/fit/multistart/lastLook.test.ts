import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastLook } from "../../../src/fit/multistart/lastLook.js";
import { climb } from "../../../src/fit/multistart/pruning.js";
import { newtonAscent } from "../../../src/fit/newton/ascent.js";
import { weighed } from "../../../src/fit/problem/chance.js";
import type { LocalMaximum } from "../../../src/fit/problem/point.js";
import { type Problem, problemOf } from "../../../src/fit/problem/problem.js";
import { segmentStarts } from "../../../src/fit/starts/segments.js";
import { activationDenseToSparse, dataset, gaussian, moe, normal, stream } from "../../../src/index.js";
import { model } from "../data.js";

const n = 80;

/** A line up to 0.5 and another from there. */
function broken(key: string): Problem {
  const next = normal(stream(key));
  const x = Array.from({ length: n }, (_, t) => t / n);
  const y = x.map((at) => (at < 0.5 ? 1 + at : 2.2 - 0.5 * at) + 0.3 * next());
  return problemOf(model(2), dataset(x, y));
}

function maximumFrom(problem: Problem, theta: Float64Array): LocalMaximum {
  const outcome = climb(problem, newtonAscent(problem), theta, 500);
  assert.ok(outcome.end === "finished");
  return outcome.maximum;
}

/** Where one climbs to from the right lines with a step between them at a place. */
const maximumNear = (problem: Problem, at: number): LocalMaximum =>
  maximumFrom(
    problem,
    problem.coordinates.toTheta({
      gating: { beta0: [800 * at, 0], beta1: [[-800], [0]] },
      experts: { a: [[1], [-0.5]], b: [1, 2.2], sigma2: [0.09, 0.09] },
    }),
  );

describe("the last look around a maximum", () => {
  for (const key of ["step0", "step1", "step2", "step6", "step7"])
    it(`moves the step of a gate to the change point from some observations beside it: ${key}`, () => {
      const problem = broken(key);
      const heightOf = ({ state }: LocalMaximum) => n * weighed(problem, state);
      // The best of all divisions, and the top of the hill on which it lies.
      const [segments] = segmentStarts(problem, [Float64Array.of(1)]);
      const right = maximumFrom(problem, segments.theta);
      const beside = maximumNear(problem, 0.6);
      assert.ok(heightOf(beside) < heightOf(right) - 1);
      const found = lastLook(problem, beside, 500);
      assert.ok(heightOf(found) >= heightOf(right) - 1e-6, `${heightOf(found)}, not ${heightOf(right)}`);
      assert.ok(found.state.score <= 1e-8 && found.steps >= beside.steps);
    });

  it("leaves the best of all divisions where it is", () => {
    for (const key of ["step0", "step1", "step2"]) {
      const problem = broken(key);
      const best = lastLook(problem, maximumNear(problem, 0.6), 500);
      assert.equal(lastLook(problem, best, 500), best);
    }
  });

  it("leads no lower from wherever it is taken, by what is left of the log-likelihood", () => {
    const problem = broken("anywhere");
    for (const at of [0.1, 0.3, 0.45, 0.8]) {
      const from = maximumNear(problem, at);
      assert.ok(weighed(problem, lastLook(problem, from, 500).state) >= weighed(problem, from.state));
    }
  });

  it("is not taken for a single expert, nor for gates whose scores bend", () => {
    const { sample } = broken("none");
    const bent = moe({
      gating: activationDenseToSparse({ activation: "tanh" }),
      expert: gaussian(),
      k: 2,
    });
    for (const problem of [model(1), bent].map((of) => problemOf(of, sample))) {
      const maximum = maximumFrom(
        problem,
        Float64Array.from({ length: problem.size }, (_, j) => Math.sin(j)),
      );
      assert.equal(lastLook(problem, maximum, 500), maximum);
    }
  });
});
