import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byPreference } from "../../../src/fit/maximum/choose.js";
import { climbAll, noEnds } from "../../../src/fit/multistart/climbAll.js";
import { methodOf } from "../../../src/fit/multistart/method.js";
import { climbNearby } from "../../../src/fit/multistart/nearby.js";
import { smallerProblem } from "../../../src/fit/multistart/smaller.js";
import { type Problem, problemOf } from "../../../src/fit/problem/problem.js";
import { exchangedStarts } from "../../../src/fit/starts/exchanged.js";
import { fit, gaussian, moe, pointMass, sample, softmax, stream, uniform } from "../../../src/index.js";
import { model } from "../data.js";

const options = { seed: "exchange", maxSteps: 500 };

describe("the exchange of an expert", () => {
  // Three lines that cross nowhere, each everywhere.
  const truth = {
    gating: { beta0: [0, 0, 0], beta1: [[0], [0], [0]] },
    experts: { a: [[1], [1], [1]], b: [0, 4, 8], sigma2: [0.09, 0.09, 0.09] },
  };
  const data = sample(model(3), truth, { n: 120, design: uniform(), uniform: stream("exchange") });
  const problem = problemOf(model(3), data);
  // Two experts on one line, and one for the other two.
  const wrong = { ...truth.experts, a: [[1.05], [0.95], [1]], b: [-0.1, 0.1, 6], sigma2: [0.09, 0.09, 4] };
  const start = problem.coordinates.toTheta({ ...truth, experts: wrong });
  const from = (point: Float64Array) =>
    climbAll(problem, methodOf(model(3)), [{ theta: point, hits: 1, emSteps: 0 }], options);
  const best = (of: Problem, ends: typeof noEnds) => [...ends.reached].sort(byPreference(of))[0];

  it("leads from a maximum with one expert amiss to the one that has all", () => {
    const ends = from(start);
    const known = fit(model(3), data, { start: truth }).logLik;
    const before = problem.logLikOf(best(problem, ends).maximum.state.value);
    assert.ok(before < known - 10, `${before}, ${known}`);
    const found = climbNearby(problem, methodOf(model(3)), ends, options);
    const after = problem.logLikOf(best(problem, found).maximum.state.value);
    assert.ok(after >= known - 1e-6, `${after}, ${known}`);
    // Not from starts that are independent of what was known.
    assert.equal(best(problem, found).hits, 1);
    assert.ok(found.starts > ends.starts);
  });

  it("is the same for the same seed", () => {
    const values = [1, 2].map(() =>
      climbNearby(problem, methodOf(model(3)), from(start), options).reached.map(
        ({ maximum }) => maximum.state.value,
      ),
    );
    assert.deepEqual(values[0], values[1]);
  });

  it("leaves the number of starts that led to a known maximum as it is", () => {
    const ends = from(problem.coordinates.toTheta(truth));
    const found = climbNearby(problem, methodOf(model(3)), ends, options);
    assert.equal(best(problem, found).hits, 1);
  });

  it("is tried less the more starts led to the answer", () => {
    const ends = from(problem.coordinates.toTheta(truth));
    const triedAfter = (hits: number) =>
      climbNearby(
        problem,
        methodOf(model(3)),
        { ...ends, reached: ends.reached.map((one) => ({ ...one, hits })) },
        options,
      ).starts;
    assert.ok(triedAfter(100) < triedAfter(1), `${triedAfter(100)}, ${triedAfter(1)}`);
    assert.ok(triedAfter(100) > ends.starts);
  });

  it("keeps every start within the box, whichever expert is taken out", () => {
    const smaller = smallerProblem(problem) as Problem;
    const draw = exchangedStarts(problem, smaller, start, { least: 0.05, most: 0.6 });
    const next = stream("within");
    for (let turn = 0; turn < 30; turn++) {
      const theta = draw(next);
      assert.equal(theta.length, problem.size);
      assert.ok(Number.isFinite(problem.valueAt(theta)));
    }
  });

  it("is of experts of one kind: a point mass stays where it is", () => {
    const y = data.y.map((value, t) => (t % 4 === 0 ? 2 : value));
    const mixed = moe({ gating: softmax(), experts: [gaussian(), gaussian(), pointMass({ at: 2 })] });
    const found = fit(mixed, { ...data, y }, { seed: 1 });
    assert.equal(found.status === "collapsed", false);
    assert.ok((found.certificate.observations as number[])[2] >= 29.9);
  });

  it("is nothing for a single expert", () => {
    const one = problemOf(model(1), data);
    assert.equal(climbNearby(one, methodOf(model(1)), noEnds, options), noEnds);
  });
});
