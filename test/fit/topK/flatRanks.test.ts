import assert from "node:assert/strict";
import { it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { randomStarts } from "../../../src/fit/starts/random.js";
import { movesOf, topKAscent } from "../../../src/fit/topK/ascent.js";
import { usual } from "../../../src/fit/topK/effort.js";
import {
  activationDenseToSparse,
  moe,
  normalDesign,
  poisson,
  sample,
  stream,
  topK,
} from "../../../src/index.js";

// Where the derivative of an activation is nearly zero, so is that of the gap between two ranks.
it("climbs over the cells of a selection whose ranks are flat in places stay in the box and meet no face twice", () => {
  const gating = topK({ k: 2, score: activationDenseToSparse({ activation: "gelu" }) });
  const model = moe({ gating, expert: poisson(), k: 3, inputs: 2, intercept: { experts: false } });
  const truth = {
    gating: {
      ...{ name: "activationDenseToSparse", activation: "gelu", topK: 2, rank: "slope", tau: 1.2 },
      ...{
        beta0: [1, 0.6, 0],
        beta1: [
          [0.7, 0.7],
          [0.6, 0.5],
          [0, -0.8],
        ],
      },
    },
    experts: {
      name: "poisson",
      a: [
        [-0.3, -0.3],
        [-1.6, -0.2],
        [0.4, 0.1],
      ],
      b: [0, 0, 0],
    },
  } as const;
  const data = sample(model, truth as never, {
    n: 80,
    design: normalDesign({ d: 2 }),
    uniform: stream("flat"),
  });
  const problem = problemOf(model, data);
  const { low, high } = problem;
  const draw = randomStarts(problem);
  const next = stream("starts");
  for (let i = 0; i < 6; i++) {
    const ascent = topKAscent(movesOf(problem), { effort: usual, climbFirst: true, uniform: stream(`${i}`) });
    let state = ascent.init(draw(i, next));
    for (let step = 0; step < 100 && !ascent.done(state); step++) {
      state = ascent.step(state);
      assert.ok(state.theta.every((value, j) => value >= low[j] && value <= high[j]));
      const active = (state.cell?.active ?? []).map((on) => JSON.stringify(on));
      assert.equal(new Set(active).size, active.length, `${active.length} active`);
    }
  }
});
