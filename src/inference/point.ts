import { MoestatError } from "../error.js";
import type { Fit } from "../fit/index.js";
import { methodOf } from "../fit/multistart/method.js";
import type { TiedState } from "../fit/problem/point.js";
import { type Problem, problemOf } from "../fit/problem/problem.js";
import type { AnyModel } from "../model/model.js";
import type { ExpertsParams, Sample } from "../types.js";

/** What is to be known of a fit to go on from its estimate: any answer of it, with the set and the choice. */
export type FittedPoint = Pick<
  Fit<ExpertsParams>,
  "params" | "logLik" | "certificate" | "parameterSet" | "choice" | "fixed" | "penalty"
>;

/** The estimate of a fit as a point of its problem. */
export interface Point {
  readonly problem: Problem;
  readonly state: TiedState;
}

/** Log-likelihoods that differ by more than this, relative to their size, belong to different data: rounding leaves less than 1e-9. */
const sameLogLik = 1e-6;

/**
 * The estimate of a fit on its sample, examined as it was when it was fitted. Throws where it is not a point of the model or the sample is
 * another one: `invalid fit; its log-likelihood is not that of the sample, -310.2: -298.7`.
 */
export function pointOf(model: AnyModel, sample: Sample, fit: FittedPoint): Point {
  const { params, logLik, certificate, parameterSet, choice, fixed, penalty } = fit;
  model.check(params);
  const problem = problemOf(model, sample, { parameterSet, choice, fixed, penalty });
  const { coordinates, low, high } = problem;
  const theta = coordinates.toTheta(params);
  // A bound is met but for rounding.
  for (const name of certificate.atBound) {
    const j = coordinates.names.indexOf(name);
    theta[j] = theta[j] - low[j] < high[j] - theta[j] ? low[j] : high[j];
  }
  const ascent = methodOf(model).ascents(problem)("inference");
  const state = ascent.examine(ascent.init(theta));
  const own = problem.logLikOf(state.value) - problem.penaltyAt(state.theta);
  if (!(Math.abs(own - logLik) <= sameLogLik * (1 + Math.abs(logLik))))
    throw new MoestatError(`invalid fit; its log-likelihood is not that of the sample, ${own}: ${logLik}`);
  return { problem, state };
}
