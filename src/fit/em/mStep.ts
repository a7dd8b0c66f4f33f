import type { Criterion, EStep } from "../../likelihood/emCriterion.js";
import { clamped } from "../../numeric/clamp.js";
import { initTrustRegion, lastStep, stepTrustRegion } from "../../numeric/trustRegion.js";
import { meanOf, type Problem } from "../problem/problem.js";
import { mStepScore } from "../problem/tolerances.js";

type Responsibilities = readonly Float64Array[];

/**
 * The experts' part of the M-step, in place: their closed form where they have one and it lies in the parameter set, else up to
 * `steps` Newton steps from where they are. The criterion never falls.
 */
export function maximiseExperts(
  problem: Problem,
  theta: Float64Array,
  r: Responsibilities,
  steps: number,
): void {
  const { likelihood, bounds, low, high } = problem;
  if (likelihood.maximiseExperts) {
    const before = Float64Array.from(theta);
    likelihood.maximiseExperts(theta, r, bounds);
    keepUnobserved(problem, before, theta, r);
    const inside = clamped(theta, low, high);
    if (inside.every((value, j) => value === theta[j])) return;
    // The nearest point of the set need not be the best one: from the old point Newton steps never lead lower.
    theta.set(clamped(before, low, high));
  }
  climbCriterion(problem, theta, { r }, steps, likelihood.expertCriterion, likelihood.gateSize, theta.length);
}

/** Smaller responsibilities count as 0, since their products with squared inputs may underflow. */
const leastResponsibility = 1e-290;

/**
 * Puts back the coefficients of experts without any observation, for which there is no maximiser; those that are shared where none of
 * them has one. A selection may leave an expert
 * without observations, and so may responsibilities that underflow wherever the expert has a weight.
 */
function keepUnobserved(
  { coordinates: { layout } }: Problem,
  before: Float64Array,
  theta: Float64Array,
  r: Responsibilities,
): void {
  const empty = r.map((weights) => weights.every((weight) => weight < leastResponsibility));
  const { families } = layout;
  const others = (atom: number) => empty.filter((_, i) => families[i] === families[atom]);
  for (const { part, atom, predictor, offset, length } of layout.slots)
    if (part === "experts" && offset >= 0 && (predictor.shared ? others(atom).every(Boolean) : empty[atom]))
      theta.set(before.subarray(offset, offset + length), offset);
}

/**
 * The gate's part of the M-step, in place: up to `steps` Newton steps in a trust region, since a selection can make the
 * criterion flat, and a gating that is not linear need not have a concave one. The criterion never falls.
 */
export function maximiseGate(problem: Problem, theta: Float64Array, given: EStep, steps: number): void {
  const { gateSize, gateCriterion } = problem.likelihood;
  if (gateSize > 0) climbCriterion(problem, theta, given, steps, gateCriterion, 0, gateSize);
}

/** Trust-region Newton steps on a part of the EM criterion, over the parameters from `from` to `to`. */
function climbCriterion(
  { low, high, fixed, n }: Problem,
  theta: Float64Array,
  given: EStep,
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
    fixed: fixed.flatMap((j) => (j >= from && j < to ? [j - from] : [])),
    evaluate: (inner: Float64Array, gradient: Float64Array, hessian: Float64Array) => {
      whole.set(inner, from);
      const total = criterion(whole, given, 2, gradient, hessian);
      return meanOf(n, total, gradient, hessian);
    },
  };
  let state = initTrustRegion(part, theta.slice(from, to));
  const goesOn = () => !state.stalled && state.score > mStepScore;
  for (let step = 1; step < steps && goesOn(); step++) state = stepTrustRegion(part, state);
  const valueAt = (inner: Float64Array) => {
    whole.set(inner, from);
    return criterion(whole, given, 0) / n;
  };
  theta.set(goesOn() ? lastStep(part, state, valueAt) : state.theta, from);
}
