import { clamp } from "../../numeric/clamp.js";
import { isDefinite, solvePositive } from "../../numeric/solve.js";
import { leastCurvature } from "../../numeric/trustRegion.js";
import type { Problem } from "../problem/problem.js";
import { maximiseExperts } from "./mStep.js";

/** Where EM stands: the derivatives at theta of the criterion with the responsibilities of theta. */
interface At {
  readonly theta: Float64Array;
  readonly logLik: number;
  readonly score: Float64Array;
  readonly hessian: Float64Array;
}

/** A Newton step is damped so that it is at most this long, each parameter in units of its own curvature. */
const longest = 2;
/** The damping tried first, relative to the curvature, by how much it grows, and where that ends. */
const firstDamping = 0.01;
const growth = 4;
const mostDamping = 1e9;
/** How often a step may be halved. */
const halvings = 6;

/**
 * EM where a start need not go far, in one pass a step: experts with a closed form take it, and all other parameters make
 * one damped Newton step in the EM criterion, whose derivatives come with the E-step (the EM gradient algorithm of
 * Lange, JRSS B 57, 1995). A step that would lower the log-likelihood is halved; where that does not help, all ends there.
 * A temperature that has no effect of its own stays. The gate must not select experts.
 */
export function emGradient(problem: Problem, start: Float64Array, steps: number): Float64Array {
  const { model, likelihood, n, low, high } = problem;
  const closed = likelihood.maximiseExperts !== undefined;
  const part = closed ? "gating" : "all";
  const r = closed ? Array.from({ length: model.experts }, () => new Float64Array(n)) : undefined;
  const p = closed ? likelihood.gateSize : likelihood.size;
  const held = model.gating.homogeneous ? sharedByGates(problem) : [];
  const at = (theta: Float64Array): At => {
    const score = new Float64Array(p);
    const hessian = new Float64Array(p * p);
    const logLik = likelihood.expectation(theta, r, part, score, hessian);
    for (const j of held) {
      score[j] = 0;
      for (let i = 0; i < p; i++) hessian[i * p + j] = hessian[j * p + i] = 0;
    }
    return { theta, logLik, score, hessian };
  };
  /** After the last step nobody asks for derivatives. */
  const last = (theta: Float64Array): At => ({
    theta,
    logLik: likelihood.evaluate(theta, 0),
    score: none,
    hessian: none,
  });

  let here = at(start);
  for (let step = 1; step <= steps; step++) {
    const goal = Float64Array.from(here.theta);
    if (r) maximiseExperts(problem, goal, r, 1);
    dampedStep(here, n).forEach((by, j) => {
      goal[j] = clamp(goal[j] + by, low[j], high[j]);
    });
    const reach = step < steps ? at : last;
    let next = reach(goal);
    let halved = 0;
    while (!(next.logLik >= here.logLik)) {
      if (halved++ === halvings) return here.theta;
      next = reach(next.theta.map((value, j) => 0.5 * (value + here.theta[j])));
    }
    here = next;
  }
  return here.theta;
}
const none = new Float64Array(0);

/** Where in theta the gate's coefficients are that all experts share: a temperature. */
const sharedByGates = ({ coordinates: { layout } }: Problem): readonly number[] =>
  layout.slots
    .filter(({ part, predictor, offset }) => part === "gating" && predictor.shared && offset >= 0)
    .map(({ offset }) => offset);

/**
 * The maximiser of the quadratic model for n observations with its curvatures raised until it has one that is not too far;
 * no step where none is found, as where derivatives are not finite.
 */
function dampedStep({ score, hessian }: At, n: number): Float64Array {
  const p = score.length;
  const units = Float64Array.from(score, (_, j) =>
    Math.max(Math.abs(hessian[j * p + j]), leastCurvature * n),
  );
  for (let damping = firstDamping; damping < mostDamping; damping *= growth) {
    const curvature = hessian.map((value) => -value);
    for (let j = 0; j < p; j++) curvature[j * p + j] += damping * units[j];
    if (!isDefinite(curvature, p)) continue;
    const step = solvePositive(curvature, score, p);
    const squares = step.reduce((sum, s, j) => sum + s * s * units[j], 0);
    if (squares <= longest ** 2 * n) return step;
  }
  return new Float64Array(p);
}
