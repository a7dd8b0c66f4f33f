import { solvePositive } from "../numeric/solve.js";
import type { Problem } from "./problem.js";

/** Where EM stands: theta, the log-likelihood of theta, and the steps made so far. */
export interface EmState {
  readonly theta: Float64Array;
  readonly logLik: number;
  readonly steps: number;
  /** Responsibilities at theta, one array of n per expert; overwritten by the next step. */
  readonly responsibilities: readonly Float64Array[];
}

/** The state at theta: an E-step. */
export function initEm(problem: Problem, theta: Float64Array): EmState {
  const { likelihood, n, model } = problem;
  const responsibilities = Array.from({ length: model.experts }, () => new Float64Array(n));
  const logLik = likelihood.responsibilities(theta, responsibilities);
  return { theta, logLik, steps: 0, responsibilities };
}

/**
 * One EM step: experts by their closed form, the gate by up to `gateSteps` damped Newton steps (IRLS), then
 * the E-step. The log-likelihood never falls, since each part of the M-step does not lower its criterion.
 */
export function stepEm(problem: Problem, state: EmState, gateSteps = 25): EmState {
  const { likelihood, bounds, low, high } = problem;
  const theta = Float64Array.from(state.theta);
  likelihood.maximiseExperts(theta, state.responsibilities, bounds);
  for (let j = 0; j < theta.length; j++) theta[j] = Math.min(high[j], Math.max(low[j], theta[j]));
  maximiseGate(problem, theta, state.responsibilities, gateSteps);
  const logLik = likelihood.responsibilities(theta, state.responsibilities);
  return { theta, logLik, steps: state.steps + 1, responsibilities: state.responsibilities };
}

/**
 * Newton's method for the concave gate criterion, in place, with the step halved until the criterion does not
 * fall; entries that would leave the box are held at its side.
 */
function maximiseGate(
  { likelihood, low, high }: Problem,
  theta: Float64Array,
  responsibilities: readonly Float64Array[],
  gateSteps: number,
): void {
  const p = likelihood.gateSize;
  if (p === 0) return;
  let score = new Float64Array(p);
  let hessian = new Float64Array(p * p);
  let value = likelihood.gateCriterion(theta, responsibilities, 2, score, hessian);
  for (let step = 0; step < gateSteps; step++) {
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
      for (let j = 0; j < p; j++)
        theta[j] = Math.min(high[j], Math.max(low[j], from[j] + factor * direction[j]));
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

/**
 * EM until the log-likelihood changes by less than `tolerance` times its size, or for `maxSteps` steps. A small
 * change is a stopping rule, not a proof of convergence: that is the certificate's task.
 */
export function runEm(
  problem: Problem,
  theta: Float64Array,
  { tolerance, maxSteps, gateSteps = 25 }: { tolerance: number; maxSteps: number; gateSteps?: number },
): EmState {
  let state = initEm(problem, theta);
  while (state.steps < maxSteps) {
    const next = stepEm(problem, state, gateSteps);
    const change = Math.abs(next.logLik - state.logLik);
    const settled = change <= tolerance * Math.abs(state.logLik);
    state = next;
    if (settled) break;
  }
  return state;
}
