import type { Problem } from "../fit/problem/problem.js";
import { halfLog2Pi, logGamma } from "../numeric/gamma.js";
import { firstSlope, type Slot } from "../params/layout.js";
import type { Sample } from "../types.js";

/**
 * A weakly informative prior of theta in standardised units: inputs and, where it has a unit, the response of mean 0 and standard
 * deviation 1. Numbers are standard deviations of normal laws but for `variance`.
 */
export interface Prior {
  /** Intercept and slopes of a mean: N(0, sd^2). */
  readonly coefficient: number;
  /** Gate coefficients of every expert, before the last is pinned at 0: N(0, sd^2), so that differences have the covariance sd^2 (I + 11'). */
  readonly gate: number;
  /** Intercepts and slopes of class scores relative to the reference class: N(0, sd^2). */
  readonly classScore: number;
  /** Intercept and slopes of the logarithm of a mean: N(log of the mean of y, over that of exp(offset), sd^2) and N(0, sd^2). */
  readonly logMean: number;
  /** Intercept and slopes of log odds of a success: N(0, sd^2). */
  readonly logOdds: number;
  /** The logarithm of a temperature: N(0, sd^2). */
  readonly logTemperature: number;
  /** The logarithm of degrees of freedom: N(log 8, sd^2). */
  readonly logFreedom: number;
  /** A variance relative to the response's: inverse gamma, density scale^shape / Gamma(shape) s^(-shape - 1) exp(-scale / s). */
  readonly variance: { readonly shape: number; readonly scale: number };
}

/**
 * The prior that is used unless another is given. 2.5 standard deviations is usual for standardised regressions (Gelman, Jakulin, Pittau
 * and Su 2008, for a Cauchy law); degrees of freedom lie between 1 and 60 for 95 in 100; a variance is told as by two observations whose standard deviation is a tenth of the response's.
 */
export const weakPrior: Prior = {
  coefficient: 2.5,
  gate: 2.5,
  classScore: 2.5,
  logMean: 2.5,
  logOdds: 2.5,
  logTemperature: 1,
  logFreedom: 1,
  variance: { shape: 1, scale: 0.01 },
};

/** The log density of a prior at theta; adds its derivatives to gradient and Hessian (size x size), where they are given. */
export type LogPrior = (theta: Float64Array, gradient?: Float64Array, hessian?: Float64Array) => number;

/**
 * The log density of the prior over the entries of theta that are estimated. It does not change when the experts are listed in another
 * order, the pinned ones among them: differences of k independent normal vectors have the precision (I - 11' / k) / sd^2.
 */
export function logPriorOf(problem: Problem, prior: Prior): LogPrior {
  const terms = [...pinnedTerms(problem, prior), ...singleTerms(problem, prior)];
  return (theta, gradient, hessian) => terms.reduce((sum, term) => sum + term(theta, gradient, hessian), 0);
}

const normalTerm =
  (size: number, j: number, mean: number, sd: number): LogPrior =>
  (theta, gradient, hessian) => {
    const z = (theta[j] - mean) / sd;
    if (gradient) gradient[j] -= z / sd;
    if (hessian) hessian[j * size + j] -= 1 / sd ** 2;
    return -halfLog2Pi - Math.log(sd) - 0.5 * z * z;
  };

/** The law of v = log s, s inverse gamma: shape log scale - log Gamma(shape) - shape v - scale exp(-v). */
const logVarianceTerm =
  (size: number, j: number, { shape, scale }: Prior["variance"]): LogPrior =>
  (theta, gradient, hessian) => {
    const precision = scale * Math.exp(-theta[j]);
    if (gradient) gradient[j] += precision - shape;
    if (hessian) hessian[j * size + j] -= precision;
    return shape * Math.log(scale) - logGamma(shape) - shape * theta[j] - precision;
  };

/** Of k normal numbers the differences to the last, entries `at` of theta. */
const differencesTerm =
  (size: number, at: readonly number[], sd: number): LogPrior =>
  (theta, gradient, hessian) => {
    const k = at.length + 1;
    const mean = at.reduce((sum, j) => sum + theta[j], 0) / k;
    let squares = 0;
    for (const i of at) {
      const pull = (theta[i] - mean) / sd ** 2;
      squares += theta[i] * pull;
      if (gradient) gradient[i] -= pull;
      if (hessian) for (const j of at) hessian[i * size + j] -= ((i === j ? 1 : 0) - 1 / k) / sd ** 2;
    }
    return -at.length * (halfLog2Pi + Math.log(sd)) - 0.5 * Math.log(k) - 0.5 * squares;
  };

/** One term for each coefficient of a predictor that is pinned for the last expert. */
function pinnedTerms({ coordinates: { layout }, size }: Problem, prior: Prior): LogPrior[] {
  const pinned = layout.slots.filter(({ predictor, offset }) => predictor.pinned && offset >= 0);
  const first = pinned.filter(({ atom }) => atom === 0);
  return first.flatMap(({ part, predictorIndex, predictor, length }) => {
    const atoms = pinned.filter((slot) => slot.part === part && slot.predictorIndex === predictorIndex);
    const sd = predictor.bound === "logVariance" ? prior.coefficient : prior[predictor.bound];
    return Array.from({ length }, (_, c) =>
      differencesTerm(
        size,
        atoms.map(({ offset }) => offset + c),
        sd,
      ),
    );
  });
}

/** One term for each coefficient that is not pinned; what experts share counts once, what no density depends on not at all. */
function singleTerms(problem: Problem, prior: Prior): LogPrior[] {
  const { coordinates, fixed, size, sample } = problem;
  const logMean = logMeanOf(sample);
  const termOf = ({ predictor, offset }: Slot, c: number): LogPrior => {
    const { bound } = predictor;
    const isIntercept = c < firstSlope(predictor);
    if (bound === "logVariance")
      return isIntercept
        ? logVarianceTerm(size, offset, prior.variance)
        : normalTerm(size, offset + c, 0, prior.coefficient);
    const means = { logMean, logFreedom: Math.log(8) } as const;
    const mean = isIntercept && (bound === "logMean" || bound === "logFreedom") ? means[bound] : 0;
    return normalTerm(size, offset + c, mean, prior[bound]);
  };
  const { slots } = coordinates.layout;
  const isFirst = (slot: Slot) => slots.find(({ offset }) => offset === slot.offset) === slot;
  return slots
    .filter((slot) => !slot.predictor.pinned && slot.offset >= 0 && isFirst(slot))
    .filter(({ offset }) => !fixed.includes(offset))
    .flatMap((slot) => Array.from({ length: slot.length }, (_, c) => termOf(slot, c)));
}

/** The logarithm of the mean of y over that of exp(offset), of one count at least. */
function logMeanOf({ n, y, offset, weights }: Sample): number {
  let [total, exposure] = [0, 0];
  for (let t = 0; t < n; t++) {
    const weight = weights === undefined ? 1 : weights[t];
    total += weight * y[t];
    exposure += weight * (offset === undefined ? 1 : Math.exp(offset[t]));
  }
  return Math.log(Math.max(total, 1) / exposure);
}
