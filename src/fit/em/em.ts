import type { Problem } from "../problem/problem.js";
import { maximiseExperts, maximiseGate } from "./mStep.js";

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
 * One EM step: experts, then the gate, with up to `newtonSteps` Newton steps where there is no closed form, then the
 * E-step. The log-likelihood never falls, since each part of the M-step does not lower its criterion. The
 * criterion takes the selection of a top-K gate as given, and moving the gate may change it: there the gate's
 * move is halved until the log-likelihood does not fall.
 */
export function stepEm(problem: Problem, state: EmState, newtonSteps = 25): EmState {
  const { likelihood, model } = problem;
  const { responsibilities } = state;
  const theta = Float64Array.from(state.theta);
  maximiseExperts(problem, theta, responsibilities, newtonSteps);
  const gate = theta.slice(0, likelihood.gateSize);
  maximiseGate(problem, theta, responsibilities, newtonSteps);
  let logLik = likelihood.responsibilities(theta, responsibilities);
  if (model.gating.selection)
    for (let halving = 1; logLik < state.logLik && halving <= 12; halving++) {
      const share = halving === 12 ? 0 : 0.5;
      for (let j = 0; j < gate.length; j++) theta[j] = gate[j] + share * (theta[j] - gate[j]);
      logLik = likelihood.responsibilities(theta, responsibilities);
    }
  return { theta, logLik, steps: state.steps + 1, responsibilities };
}

/**
 * EM until the log-likelihood changes by less than `tolerance` times its size, or for `maxSteps` steps. A small
 * change is a stopping rule, not a proof of convergence: that is the certificate's task.
 */
export function runEm(
  problem: Problem,
  theta: Float64Array,
  { tolerance, maxSteps }: { tolerance: number; maxSteps: number },
): EmState {
  let state = initEm(problem, theta);
  while (state.steps < maxSteps) {
    const next = stepEm(problem, state);
    const change = Math.abs(next.logLik - state.logLik);
    const settled = change <= tolerance * Math.abs(state.logLik);
    state = next;
    if (settled) break;
  }
  return state;
}
