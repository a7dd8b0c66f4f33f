import type { EStep } from "../../likelihood/emCriterion.js";
import type { Problem } from "../problem/problem.js";
import { maximiseExperts, maximiseGate } from "./mStep.js";

/** Where EM stands: theta, the log-likelihood of theta, and the steps made so far. */
export interface EmState {
  readonly theta: Float64Array;
  readonly logLik: number;
  readonly steps: number;
  /** Responsibilities and selection at theta; overwritten by the next step. */
  readonly eStep: EStep;
}

/** The state at theta: an E-step. */
export function initEm(problem: Problem, theta: Float64Array): EmState {
  const { n, model } = problem;
  const perExpert = <T>(row: () => T) => Array.from({ length: model.experts }, row);
  const eStep = {
    r: perExpert(() => new Float64Array(n)),
    ...(model.gating.selection ? { selected: perExpert(() => new Uint8Array(n)) } : {}),
  };
  return { theta, logLik: estimate(problem, theta, eStep), steps: 0, eStep };
}

/** Overwrites responsibilities and selection with those at theta; the log-likelihood. */
const estimate = ({ likelihood }: Problem, theta: Float64Array, { r, selected }: EStep): number =>
  likelihood.responsibilities(theta, r, selected);

/**
 * One EM step: experts, then the gate, with up to `newtonSteps` Newton steps where there is no closed form, then the
 * E-step. The log-likelihood never falls, since each part of the M-step does not lower its criterion. The
 * criterion takes the selection of a top-K gate as given, and moving the gate may change it: there the gate's
 * move is halved until the log-likelihood does not fall.
 */
export function stepEm(problem: Problem, state: EmState, newtonSteps = 25): EmState {
  const { likelihood, model } = problem;
  const { eStep } = state;
  const theta = Float64Array.from(state.theta);
  maximiseExperts(problem, theta, eStep.r, newtonSteps);
  const gate = theta.slice(0, likelihood.gateSize);
  maximiseGate(problem, theta, eStep, newtonSteps);
  let logLik = estimate(problem, theta, eStep);
  if (model.gating.selection)
    for (let halving = 1; logLik < state.logLik && halving <= 12; halving++) {
      const share = halving === 12 ? 0 : 0.5;
      for (let j = 0; j < gate.length; j++) theta[j] = gate[j] + share * (theta[j] - gate[j]);
      logLik = estimate(problem, theta, eStep);
    }
  return { theta, logLik, steps: state.steps + 1, eStep };
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
