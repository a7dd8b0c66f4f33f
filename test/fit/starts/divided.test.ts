import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { byPreference } from "../../../src/fit/maximum/choose.js";
import { climbAll } from "../../../src/fit/multistart/climbAll.js";
import { methodOf } from "../../../src/fit/multistart/method.js";
import { climbNearby } from "../../../src/fit/multistart/nearby.js";
import { searchesDivisions } from "../../../src/fit/problem/classes.js";
import { leadersOf } from "../../../src/fit/problem/leaders.js";
import { type Problem, problemOf } from "../../../src/fit/problem/problem.js";
import { drawnDivisions, movedDivisions } from "../../../src/fit/starts/divided.js";
import {
  activationDenseToSparse,
  denseToSparse,
  fit,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  sample,
  softmax,
  stream,
  uniformDesign,
} from "../../../src/index.js";
import { drawFrom, randomParams } from "../../conformance/models.js";

const expert = multinomialLogistic({ classes: 3 });
const drawn = (model: Model) =>
  problemOf(model, drawFrom(model, randomParams(model, stream("divided")), 80, "divided"));

const leaders = (problem: Problem, theta: Float64Array): number[] => [...leadersOf(problem, theta).leader];

describe("starts that divide the observations", () => {
  for (const gating of [softmax(), denseToSparse(), activationDenseToSparse({ activation: "sigmoid" })])
    for (const k of [2, 3])
      it(`fit each of ${k} experts to its part: ${gating.name}`, () => {
        const problem = drawn(moe({ gating, expert, k, inputs: 2 }));
        const { likelihood, sample } = problem;
        const draw = drawnDivisions(problem);
        const next = stream("own");
        for (let turn = 0; turn < 10; turn++) {
          const theta = draw(next);
          assert.ok(theta.every(Number.isFinite));
          const own = leaders(problem, theta);
          const parts = Array.from({ length: k }, (_, i) =>
            Float64Array.from(own, (at) => (at === i ? 1 : 0)),
          );
          const alike = Float64Array.from(theta).fill(0, likelihood.gateSize);
          // Experts without coefficients give each class the probability 1/3.
          const before = likelihood.expertCriterion(alike, { r: parts }, 0);
          assert.ok(Math.abs(before + sample.n * Math.log(3)) < 1e-9);
          assert.ok(likelihood.expertCriterion(theta, { r: parts }, 0) > before);
        }
      });

  it("are the same for the same stream", () => {
    const problem = drawn(moe({ gating: softmax(), expert, k: 3, inputs: 2 }));
    assert.deepEqual(drawnDivisions(problem)(stream("a")), drawnDivisions(problem)(stream("a")));
    const theta = drawnDivisions(problem)(stream("b"));
    assert.deepEqual(
      movedDivisions(problem, theta)(stream("a")),
      movedDivisions(problem, theta)(stream("a")),
    );
  });

  it("move borders by short and by long ways, whatever their steepness", () => {
    const problem = drawn(moe({ gating: softmax(), expert, k: 2, inputs: 2 }));
    const theta = drawnDivisions(problem)(stream("moved"));
    const steep = Float64Array.from(theta, (value, j) =>
      j < problem.likelihood.gateSize ? 1000 * value : value,
    );
    const before = leaders(problem, theta);
    for (const from of [theta, steep]) {
      const move = movedDivisions(problem, from);
      const next = stream("ways");
      const kept = Array.from({ length: 60 }, () => {
        const after = leaders(problem, move(next));
        return after.filter((at, t) => at === before[t]).length / after.length;
      }).sort((p, q) => p - q);
      assert.ok(kept[55] > 0.95, `${kept[55]}`);
      assert.ok(kept[5] < 0.9, `${kept[5]}`);
    }
  });

  it("are for classes whose gate sees several inputs, whichever choice is made", () => {
    const model = moe({ gating: softmax(), expert, k: 2, inputs: 2 });
    assert.ok(searchesDivisions(drawn(model)));
    assert.ok(!searchesDivisions(drawn(moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: 2 }))));
    assert.ok(!searchesDivisions(drawn(moe({ gating: softmax(), expert, k: 2, inputs: 1 }))));
    const data = drawFrom(model, randomParams(model, stream("divided")), 80, "divided");
    // Of classes the highest maximum is the answer in any case, and the search for it is one.
    const { params, logLik } = fit(model, data);
    const highest = fit(model, data, { choice: "highest" });
    assert.deepEqual({ params: highest.params, logLik: highest.logLik }, { params, logLik });
  });
});

describe("moves of borders", () => {
  it("lead from a maximum with the border amiss to a higher one", () => {
    const model = moe({ gating: softmax(), expert, k: 2, inputs: 3 });
    const truth = {
      gating: {
        beta0: [0, 0],
        beta1: [
          [40, 0, 0],
          [0, 0, 0],
        ],
      },
      experts: {
        a: [
          [4, -4, 0],
          [-4, 4, 0],
        ],
        b: [
          [
            [0, 6, 0],
            [0, -6, 0],
            [0, 0, 0],
          ],
          [
            [0, 6, 0],
            [0, -6, 0],
            [0, 0, 0],
          ],
        ],
      },
    };
    const data = sample(model, truth as never, {
      n: 150,
      design: uniformDesign({ d: 3 }),
      uniform: stream("borders"),
    });
    const problem = problemOf(model, data);
    const right = problem.coordinates.toTheta(truth as never);
    const from = (theta: Float64Array) =>
      climbAll(problem, methodOf(model), [{ theta, hits: 1, emSteps: 0 }], { seed: 1, maxSteps: 500 });
    const heightOf = (ends: ReturnType<typeof from>) =>
      problem.n * [...ends.reached].sort(byPreference(problem))[0].maximum.state.value;
    // The border stands across the second input in place of the first.
    const wrong = Float64Array.from(right);
    [wrong[1], wrong[3]] = [wrong[3], wrong[1]];
    const amiss = from(wrong);
    assert.ok(heightOf(amiss) < heightOf(from(right)) - 2, `${heightOf(amiss)}`);
    const found = climbNearby(problem, methodOf(model), amiss, { seed: 1, maxSteps: 500 });
    assert.ok(
      heightOf(found) >= heightOf(from(right)) - 1e-6,
      `${heightOf(found)}, ${heightOf(from(right))}`,
    );
    assert.ok(found.starts > amiss.starts);
  });
});
