import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import { newtonAscent } from "../../src/fit/newton/ascent.js";
import { type Ascent, type AscentState, run } from "../../src/fit/problem/ascent.js";
import { type Problem, problemOf } from "../../src/fit/problem/problem.js";
import { scoreTolerance } from "../../src/fit/problem/tolerances.js";
import { randomStarts } from "../../src/fit/starts/random.js";
import { movesOf, topKAscent } from "../../src/fit/topK/ascent.js";
import { usual } from "../../src/fit/topK/effort.js";
import {
  gaussian,
  moe,
  multinomialLogistic,
  sample,
  softmax,
  stream,
  topK,
  uniform,
} from "../../src/index.js";
import { randomParams } from "../conformance/models.js";

const smooth = {
  "Gaussian experts": moe({ gating: softmax(), expert: gaussian(), k: 2 }),
  classes: moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 }),
};
const selecting = {
  "2 of 3 selected": moe({ gating: topK({ k: 2 }), expert: gaussian(), k: 3 }),
  "1 of 2 selected": moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 }),
};

/** Every ascent, by its name: what it makes of a problem, and the models for which it is meant. */
const ascents: readonly {
  readonly name: string;
  readonly make: (problem: Problem) => Ascent<AscentState>;
  readonly models: typeof smooth | typeof selecting;
  /** Whether it ends at a zero of the score in reasonable time. */
  readonly certain: boolean;
}[] = [
  { name: "EM", make: (p) => emAscent(p, { tolerance: 0 }), models: smooth, certain: false },
  {
    name: "EM over selections",
    make: (p) => emAscent(p, { tolerance: 0 }),
    models: selecting,
    certain: false,
  },
  { name: "EM gradient", make: (p) => emGradientAscent(p, 40), models: smooth, certain: false },
  { name: "Newton", make: newtonAscent, models: smooth, certain: true },
  {
    name: "top-K",
    make: (p) => topKAscent(movesOf(p), { effort: usual, climbFirst: false, uniform: stream("ascents") }),
    models: selecting,
    certain: true,
  },
];

for (const { name, make, models, certain } of ascents)
  for (const [on, model] of Object.entries(models))
    describe(`the ascent ${name} on ${on}`, () => {
      const data = sample(model, randomParams(model, stream(`${name}/${on}`)), {
        n: 150,
        design: uniform(),
        uniform: stream(`${name}/${on}/data`),
      });
      const problem = problemOf(model, data);
      const start = randomStarts(problem)(0, stream(`${name}/${on}/start`));
      const most = 40;

      it("begins at its start, with the value of the log-likelihood there", () => {
        const state = make(problem).init(start);
        assert.deepEqual(state.theta, start);
        assert.equal(state.steps, 0);
        assert.ok(Math.abs(state.value - problem.likelihood.evaluate(start, 0) / data.n) <= 1e-14);
      });

      it("leads no lower by any step, says where it is, and changes no state that it has given", () => {
        const ascent = make(problem);
        let state = ascent.init(start);
        for (let i = 0; i < most && !ascent.done(state); i++) {
          const theta = Float64Array.from(state.theta);
          const { value, steps } = state;
          const next = ascent.step(state);
          // Rounding of a mean of terms of order one.
          assert.ok(next.value >= value - 1e-13 * (1 + Math.abs(value)), `step ${i}`);
          const there = problem.likelihood.evaluate(next.theta, 0) / data.n;
          assert.ok(Math.abs(next.value - there) <= 1e-13 * (1 + Math.abs(there)), `value after step ${i}`);
          assert.ok(next.steps === steps || next.steps === steps + 1);
          assert.deepEqual([state.theta, state.value, state.steps], [theta, value, steps]);
          state = next;
        }
        assert.ok(state.value > problem.likelihood.evaluate(start, 0) / data.n);
      });

      it("steps from any state as it did when it first came there, but for what it draws at random", () => {
        if (name === "top-K") return;
        const ascent = make(problem);
        const first = run(ascent, start, 3);
        const further = ascent.step(ascent.step(first));
        const again = ascent.step(ascent.step(first));
        assert.deepEqual(again.theta, further.theta);
      });

      it("stops where it is told to", () => {
        const ascent = make(problem);
        assert.ok(run(ascent, start, 2).steps <= 2);
        assert.equal(run(ascent, start, most, () => true).steps, 0);
      });

      if (certain)
        it("ends at a zero of the score without a positive eigenvalue", () => {
          const ascent = make(problem);
          const { score, eigen } = ascent.examine(run(ascent, start, 500));
          assert.ok(score <= scoreTolerance, `${score}`);
          assert.ok(Math.max(...eigen.values) <= 1e-7);
        });
    });
