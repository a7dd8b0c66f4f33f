import { checkPenalty } from "../fit/checkPenalty.js";
import type { Penalty } from "../fit/problem/penalty.js";
import { type Problem, problemOf } from "../fit/problem/problem.js";
import { scoreTolerance } from "../fit/problem/tolerances.js";
import type { AnyModel, Model } from "../model/model.js";
import { halfLog2Pi, logGamma } from "../numeric/gamma.js";
import { type BoxProblem, type BoxState, initTrustRegion, stepTrustRegion } from "../numeric/trustRegion.js";
import { checkFixed } from "../params/checkFixed.js";
import type { Fixed } from "../params/fixed.js";
import type { AnyParams, ExpertsParams, FamilyParams, Params, Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { logPriorOf, type Prior, weakPrior } from "./prior.js";

/** The marginal likelihood of a model. */
export interface Evidence<Experts extends ExpertsParams = FamilyParams> {
  /** Its logarithm, in nats and the data's own units; null where it is not known. */
  readonly logEvidence: number | null;
  /** The parameters of the posterior mode; null where there is none. */
  readonly mode: Params<Experts> | null;
  /** The log-likelihood of the mode, lower than that of the maximum. */
  readonly logLik: number | null;
  /** Why it is not known; undefined where it is. */
  readonly limits?: string;
}

/** What the marginal likelihood is of, as a fit has it. */
export interface EvidenceOptions {
  /** `weakPrior` if not given. */
  readonly prior?: Prior;
  /** Parameters that are given: the evidence is that of the others. */
  readonly fixed?: Fixed | undefined;
  /** Stands for the prior of what it is of: a ridge r for N(0, 1 / r) of the gate's slopes, a prior of variances for itself. */
  readonly penalty?: Penalty | undefined;
}

/** Newton steps from the maximum of the likelihood to the mode of the posterior: 30 do as a rule, some 60 from a gate that is a step. */
const mostSteps = 500;

/**
 * The log marginal likelihood log int p(y | x, theta) p(theta) dtheta by Laplace's method at the posterior mode that Newton's method
 * reaches from the given parameters, those of a fit:
 *   log p(y | mode) + log p(mode) + (p / 2) log(2 pi) - (1 / 2) log det(-H) + log k!,
 * H the exact Hessian of the log posterior in the p parameters that are identified and not fixed, in standardised units. The prior (`Prior`) is proper, so
 * that flat directions of the likelihood, and bounds that would hold it, do not matter to it; log k! is for the labels, since the
 * posterior has a mode for each order of the experts (a sum of such terms where they are of several families, or fixed at different values). Right to O(1 / n) where these modes are apart; where two experts are all but one,
 * their modes run together and it is too high, by log k! at most for that. Null for a gate that leaves experts out, whose
 * likelihood jumps. Source: Tierney and Kadane (1986); for mixtures Frühwirth-Schnatter (2006), section 5.4.
 */
export function evidence<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  data: Sample,
  params: Params<Experts>,
  options?: EvidenceOptions,
): Evidence<Experts>;
export function evidence(
  model: AnyModel,
  data: Sample,
  params: AnyParams,
  options: EvidenceOptions = {},
): Evidence<ExpertsParams> {
  checkNames("evidence", options, ["prior", "fixed", "penalty"]);
  const { prior = weakPrior, fixed, penalty } = options;
  model.check(params);
  if (fixed !== undefined) checkFixed(fixed, model);
  if (penalty !== undefined) checkPenalty(penalty, model);
  const none = { logEvidence: null, mode: null, logLik: null };
  if (model.selected !== undefined)
    return { ...none, limits: "the likelihood of a gate that leaves experts out jumps" };
  const problem = problemOf(model, data, { fixed });
  const posterior = posteriorOf(problem, prior, penalty);
  const start = problem.coordinates.toTheta(params);
  for (const j of problem.fixed) if (Number.isFinite(problem.low[j])) start[j] = problem.low[j];
  const mode = climbed(posterior, start);
  const curvatures = mode.eigen.values.map((value) => -value * problem.n);
  if (!(mode.score <= scoreTolerance && curvatures.every((curvature) => curvature > 0)))
    return { ...none, limits: "no strict maximum of the posterior was reached" };
  const logDeterminant = curvatures.reduce((sum, curvature) => sum + Math.log(curvature), 0);
  return {
    logEvidence:
      problem.logLikOf(mode.value) +
      curvatures.length * halfLog2Pi -
      0.5 * logDeterminant +
      logOrders(problem),
    mode: problem.coordinates.toParams(mode.theta),
    logLik: problem.logLikOf(problem.valueAt(mode.theta)),
  };
}

/** The logarithm of the number of orders of the experts, each among those with which it may change places. */
const logOrders = ({ kinds }: Problem): number =>
  [...new Set(kinds)]
    .map((kind) => kinds.filter((other) => other === kind).length)
    .reduce((sum, k) => sum + logGamma(k + 1), 0);

/** The log posterior but for a constant, divided by n like the mean log-likelihood; unbounded. */
export function posteriorOf(problem: Problem, prior: Prior, penalty?: Penalty): BoxProblem {
  const { size, n, fixed } = problem;
  const logPrior = logPriorOf(problem, prior, penalty);
  const ends = (value: number) => new Float64Array(size).fill(value);
  const ofPrior = { gradient: ends(0), hessian: new Float64Array(size * size) };
  return {
    size,
    fixed,
    low: ends(Number.NEGATIVE_INFINITY),
    high: ends(Number.POSITIVE_INFINITY),
    evaluate: (theta, gradient, hessian) => {
      const value = problem.evaluate(theta, gradient, hessian);
      ofPrior.gradient.fill(0);
      ofPrior.hessian.fill(0);
      const added = logPrior(theta, ofPrior.gradient, ofPrior.hessian);
      for (let j = 0; j < size; j++) gradient[j] += ofPrior.gradient[j] / n;
      for (let j = 0; j < size * size; j++) hessian[j] += ofPrior.hessian[j] / n;
      return value + added / n;
    },
  };
}

function climbed(posterior: BoxProblem, theta: Float64Array): BoxState {
  let state = initTrustRegion(posterior, theta);
  for (let step = 0; step < mostSteps && !state.stalled; step++) state = stepTrustRegion(posterior, state);
  return state;
}
