import { clamp, clamped } from "../../numeric/clamp.js";
import { solveDefinite } from "../../numeric/solve.js";
import { initTrustRegion, ownCurvature } from "../../numeric/trustRegion.js";
import { type Ascent, type AscentState, run } from "../problem/ascent.js";
import type { Problem } from "../problem/problem.js";
import { maximiseExperts } from "./mStep.js";

/** Where the ascent stands, with the derivatives at theta of the EM criterion for the responsibilities at theta. */
interface EmGradientState extends AscentState {
  readonly logLik: number;
  readonly score: Float64Array;
  readonly hessian: Float64Array;
  /** Whether no part of the last step led higher. */
  readonly stalled: boolean;
}

/** The longest Newton step, each parameter in units of its own curvature. Longer steps are damped. */
const longest = 2;
/** Damping, relative to the curvature, begins at `firstDamping` and grows by `growth` until it exceeds `mostDamping`. */
const firstDamping = 0.01;
const growth = 4;
const mostDamping = 1e9;
/** After this many halvings, 1/64 of the step, the ascent ends. */
const mostHalvings = 6;

/** Prepares a start by `steps` steps of `emGradientAscent`. */
export const emGradient = (problem: Problem, start: Float64Array, steps: number): Float64Array =>
  run(emGradientAscent(problem, steps), start, steps).theta;

/**
 * EM with one pass over the data a step. Experts with a closed form are maximised by it; all other parameters make one
 * damped Newton step in the EM criterion, whose derivatives come with the E-step (the EM gradient algorithm of Lange, JRSS B
 * 57, 1995). A step that would lower the log-likelihood is halved, and the ascent ends where `mostHalvings` do not help. The gate
 * must not select experts. Step `last` computes the value alone, which saves most of a pass.
 */
export function emGradientAscent(problem: Problem, last: number): Ascent<EmGradientState> {
  const { model, likelihood, n, sample, low, high } = problem;
  const closed = likelihood.maximiseExperts !== undefined;
  const part = closed ? "gating" : "all";
  const r = closed ? Array.from({ length: model.k }, () => new Float64Array(sample.n)) : undefined;
  const p = closed ? likelihood.gateSize : likelihood.size;
  /** The theta whose responsibilities stand in r. */
  let expectedAt: Float64Array | undefined;

  /** The state at theta; without derivatives after the last step. */
  function stateAt(theta: Float64Array, steps: number): EmGradientState {
    const wanted = steps < last;
    const score = new Float64Array(wanted ? p : 0);
    const hessian = new Float64Array(wanted ? p * p : 0);
    const logLik = wanted
      ? likelihood.expectation(theta, r, part, score, hessian)
      : likelihood.evaluate(theta, 0);
    if (wanted) expectedAt = theta;
    return { theta, value: logLik / n, logLik, steps, score, hessian, stalled: false };
  }

  function step(state: EmGradientState): EmGradientState {
    const theta = Float64Array.from(state.theta);
    if (r) {
      if (expectedAt !== state.theta) likelihood.responsibilities(state.theta, r);
      maximiseExperts(problem, theta, r, 1);
    }
    dampedStep(state, n).forEach((by, j) => {
      theta[j] = clamp(theta[j] + by, low[j], high[j]);
    });
    const steps = state.steps + 1;
    let next = stateAt(theta, steps);
    for (let halvings = 0; !(next.logLik >= state.logLik); halvings++) {
      if (halvings === mostHalvings) return { ...state, steps, stalled: true };
      next = stateAt(
        next.theta.map((value, j) => 0.5 * (value + state.theta[j])),
        steps,
      );
    }
    return next;
  }

  return {
    init: (theta) => stateAt(clamped(theta, low, high), 0),
    step,
    done: ({ stalled }) => stalled,
    examine: ({ theta }) => initTrustRegion(problem, theta),
  };
}

/**
 * The step to the maximum of the quadratic model for n observations, its curvatures raised (damped) until the step is at most
 * `longest`; the zero step where no damping does it, as where derivatives are not finite.
 */
function dampedStep({ score, hessian }: EmGradientState, n: number): Float64Array {
  const p = score.length;
  const units = Float64Array.from(score, (_, j) => ownCurvature(hessian, p, j, n));
  for (let damping = firstDamping; damping < mostDamping; damping *= growth) {
    const curvature = hessian.map((value) => -value);
    for (let j = 0; j < p; j++) curvature[j * p + j] += damping * units[j];
    const step = solveDefinite(curvature, score, p);
    if (step === undefined) continue;
    const squares = step.reduce((sum, s, j) => sum + s * s * units[j], 0);
    if (squares <= longest ** 2 * n) return step;
  }
  return new Float64Array(p);
}
