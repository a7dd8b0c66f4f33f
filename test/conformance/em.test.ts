import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import type { Ascent, AscentState } from "../../src/fit/problem/ascent.js";
import { type Problem, problemOf } from "../../src/fit/problem/problem.js";
import { randomStarts } from "../../src/fit/starts/random.js";
import { moe, stream } from "../../src/index.js";
import { clamped } from "../../src/numeric/clamp.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { drawFrom, models, separated, type TriedModel } from "./models.js";

/** A problem, and where EM starts. */
interface Start {
  readonly problem: Problem;
  readonly theta: Float64Array;
}

/** Where the experts are far apart the start is the truth, since only there do responsibilities underflow. */
function startOf({ name, model, point, separated }: TriedModel): Start {
  const params = point(stream(`${name}/params`));
  const problem = problemOf(model, drawFrom(model, params, blockLength + 33, name));
  const { coordinates, low, high } = problem;
  const truth = clamped(coordinates.toTheta(params), low, high);
  return { problem, theta: separated ? truth : randomStarts(problem)(0, stream(`${name}/start`)) };
}

for (const tried of [...models, ...separated]) {
  const { name, model } = tried;
  describe(name, () => {
    let made: Start | undefined;
    // Made by the first test that asks, so that a pattern of names prepares no other models.
    const prepared = (): Start => {
      made ??= startOf(tried);
      return made;
    };

    it("lets EM only climb", () => {
      const { problem, theta } = prepared();
      onlyClimbs(problem, emAscent(problem, { tolerance: 0 }), theta, 8);
    });

    it("lets EM with damped Newton steps only climb", () => {
      const { problem, theta } = prepared();
      const { selection, ...gating } = model.gating;
      const dense = problemOf(moe({ gating, experts: model.families, inputs: model.inputs }), problem.sample);
      onlyClimbs(dense, emGradientAscent(dense, 8), theta, 8);
    });
  });
}

/** Runs an ascent for so many steps and fails where the log-likelihood falls. */
function onlyClimbs<State extends AscentState & { readonly logLik: number }>(
  { likelihood, n }: Problem,
  ascent: Ascent<State>,
  theta: Float64Array,
  steps: number,
): void {
  let state = ascent.init(theta);
  for (let step = 1; step <= steps; step++) {
    const next = ascent.step(state);
    // Both sums carry rounding of about n eps.
    const rounding = 1e-12 * (n + Math.abs(state.logLik));
    assert.ok(next.logLik >= state.logLik - rounding, `step ${step}: ${state.logLik}, ${next.logLik}`);
    assert.ok(Math.abs(likelihood.evaluate(next.theta, 0) - next.logLik) <= rounding, `step ${step}`);
    state = next;
  }
}
