import type { Criterion } from "../../likelihood/emCriterion.js";
import { clamp, clamped } from "../../numeric/clamp.js";
import { solvePositive } from "../../numeric/solve.js";
import { initTrustRegion, lastStep, stepTrustRegion } from "../../numeric/trustRegion.js";
import type { Problem } from "../problem/problem.js";

type Responsibilities = readonly Float64Array[];

/**
 * The experts' part of the M-step, in place: their closed form where they have one, else up to `steps` Newton steps
 * from where they are. The criterion never falls.
 */
export function maximiseExperts(
  problem: Problem,
  theta: Float64Array,
  r: Responsibilities,
  steps: number,
): void {
  const { model, likelihood, bounds, low, high } = problem;
  if (likelihood.maximiseExperts) {
    const before = Float64Array.from(theta);
    likelihood.maximiseExperts(theta, r, bounds);
    if (model.gating.selection) keepUnselected(problem, before, theta, r);
    theta.set(clamped(theta, low, high));
    return;
  }
  climbCriterion(problem, theta, r, steps, likelihood.expertCriterion, likelihood.gateSize, theta.length);
}

/** An expert without any observation, as a selection may leave one, has no maximiser: it stays as it was. */
function keepUnselected(
  { coordinates: { layout } }: Problem,
  before: Float64Array,
  theta: Float64Array,
  r: Responsibilities,
): void {
  const empty = r.map((own) => own.every((weight) => weight === 0));
  for (const { part, atom, offset, length } of layout.slots)
    if (part === "experts" && offset >= 0 && empty[atom])
      theta.set(before.subarray(offset, offset + length), offset);
}

/**
 * The gate's part of the M-step, in place: up to `steps` Newton steps, damped (IRLS) where the criterion is concave,
 * in a trust region elsewhere, and where a selection can leave it flat. The criterion never falls.
 */
export function maximiseGate(
  problem: Problem,
  theta: Float64Array,
  r: Responsibilities,
  steps: number,
): void {
  const { likelihood, model } = problem;
  const { gateSize } = likelihood;
  if (gateSize === 0) return;
  const { linear, selection } = model.gating;
  if (linear && !selection) dampedNewton(problem, theta, r, steps);
  else climbCriterion(problem, theta, r, steps, likelihood.gateCriterion, 0, gateSize);
}

/** Trust-region Newton steps on a part of the EM criterion, over the parameters from `from` to `to`. */
function climbCriterion(
  { low, high, n }: Problem,
  theta: Float64Array,
  r: Responsibilities,
  steps: number,
  criterion: Criterion,
  from: number,
  to: number,
): void {
  const whole = Float64Array.from(theta);
  const part = {
    size: to - from,
    low: low.subarray(from, to),
    high: high.subarray(from, to),
    evaluate: (inner: Float64Array, gradient: Float64Array, hessian: Float64Array) => {
      whole.set(inner, from);
      const total = criterion(whole, r, 2, gradient, hessian);
      for (let i = 0; i < gradient.length; i++) gradient[i] /= n;
      for (let i = 0; i < hessian.length; i++) hessian[i] /= n;
      return total / n;
    },
  };
  let state = initTrustRegion(part, theta.slice(from, to));
  const goesOn = () => !state.stalled && state.score > settled;
  for (let step = 1; step < steps && goesOn(); step++) state = stepTrustRegion(part, state);
  const valueAt = (inner: Float64Array) => {
    whole.set(inner, from);
    return criterion(whole, r, 0) / n;
  };
  theta.set(goesOn() ? lastStep(part, state, valueAt) : state.theta, from);
}

/** A mean score below this ends an M-step. */
const settled = 1e-9;

/**
 * Newton's method for a concave gate criterion, with the step halved until the criterion does not fall; entries
 * that would leave the box are held at its side.
 */
function dampedNewton(
  { likelihood, low, high }: Problem,
  theta: Float64Array,
  responsibilities: Responsibilities,
  steps: number,
): void {
  const p = likelihood.gateSize;
  let score = new Float64Array(p);
  let hessian = new Float64Array(p * p);
  let value = likelihood.gateCriterion(theta, responsibilities, 2, score, hessian);
  for (let step = 0; step < steps; step++) {
    const direction = solvePositive(
      hessian.map((h) => -h),
      score,
      p,
    );
    const trialScore = new Float64Array(p);
    const trialHessian = new Float64Array(p * p);
    const from = theta.slice(0, p);
    let factor = 1;
    let trial = Number.NEGATIVE_INFINITY;
    for (; factor > 1e-6; factor *= 0.5) {
      for (let j = 0; j < p; j++) theta[j] = clamp(from[j] + factor * direction[j], low[j], high[j]);
      trial = likelihood.gateCriterion(theta, responsibilities, 2, trialScore, trialHessian);
      if (trial >= value) break;
    }
    if (!(trial >= value)) {
      theta.set(from);
      return;
    }
    const gain = trial - value;
    value = trial;
    score = trialScore;
    hessian = trialHessian;
    if (gain <= 1e-10 * (1 + Math.abs(value))) return;
  }
}
