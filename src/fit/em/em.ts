import type { EStep } from "../../likelihood/emCriterion.js";
import { clamped } from "../../numeric/clamp.js";
import { initTrustRegion } from "../../numeric/trustRegion.js";
import type { Ascent, AscentState } from "../problem/ascent.js";
import type { Problem } from "../problem/problem.js";
import { maximiseExperts, maximiseGate } from "./mStep.js";

/** Where EM stands. */
export interface EmState extends AscentState {
  /** The log-likelihood of theta, n times `value`. */
  readonly logLik: number;
  /** Whether the last step changed the log-likelihood by no more than the tolerance. */
  readonly settled: boolean;
}

export interface EmOptions {
  /** EM is done when a step changes the log-likelihood by at most this times its size. */
  readonly tolerance: number;
  /** Most Newton steps in either part of an M-step that has no closed form; 25 if not given. */
  readonly newtonSteps?: number;
}

/**
 * The EM algorithm: E-step, then the M-step for the experts and for the gate. The log-likelihood never falls, since
 * neither part of the M-step lowers its criterion. With a top-K gate the criterion holds the selection fixed, although moving the
 * gate may change the selection; then the gate's move is halved until the log-likelihood does not fall.
 * A small change of the log-likelihood is a stopping rule and no proof of convergence, which only the certificate gives.
 */
export function emAscent(problem: Problem, { tolerance, newtonSteps = 25 }: EmOptions): Ascent<EmState> {
  const { likelihood, model, n, low, high } = problem;
  const expected = emptyEStep(problem);
  /** The theta at which `expected` was computed: as a rule where the next step begins, so that it needs no E-step of its own. */
  let expectedAt: Float64Array | undefined;
  const eStep = (theta: Float64Array): number => {
    expectedAt = theta;
    return likelihood.responsibilities(theta, expected.r, expected.selected);
  };
  const stateAt = (theta: Float64Array, logLik: number, steps: number, settled: boolean): EmState => ({
    theta,
    value: logLik / n,
    logLik,
    steps,
    settled,
  });

  function step(state: EmState): EmState {
    if (expectedAt !== state.theta) eStep(state.theta);
    const theta = Float64Array.from(state.theta);
    maximiseExperts(problem, theta, expected.r, newtonSteps);
    const gate = theta.slice(0, likelihood.gateSize);
    maximiseGate(problem, theta, expected, newtonSteps);
    let logLik = eStep(theta);
    if (model.selected !== undefined)
      for (let halving = 1; logLik < state.logLik && halving <= mostHalvings; halving++) {
        const factor = halving === mostHalvings ? 0 : 0.5;
        for (let j = 0; j < gate.length; j++) theta[j] = gate[j] + factor * (theta[j] - gate[j]);
        logLik = eStep(theta);
      }
    const settled = Math.abs(logLik - state.logLik) <= tolerance * Math.abs(state.logLik);
    return stateAt(theta, logLik, state.steps + 1, settled);
  }

  return {
    init: (given) => {
      const theta = clamped(given, low, high);
      return stateAt(theta, eStep(theta), 0, false);
    },
    step,
    done: ({ settled }) => settled,
    examine: ({ theta }) => initTrustRegion(problem, theta),
  };
}

/** Work arrays for the result of an E-step. */
export function emptyEStep({ model, sample: { n } }: Problem): EStep {
  const perExpert = <T>(row: () => T) => Array.from({ length: model.k }, row);
  return {
    r: perExpert(() => new Float64Array(n)),
    ...(model.selected !== undefined ? { selected: perExpert(() => new Uint8Array(n)) } : {}),
  };
}

/** The last halving leaves the gate where it was; the one before has come down to 1/2048 of its move. */
const mostHalvings = 12;
