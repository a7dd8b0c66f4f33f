import type { Penalty } from "../fit/problem/penalty.js";
import { type Problem, problemOf } from "../fit/problem/problem.js";
import { halfLog2Pi, logGamma } from "../numeric/gamma.js";
import { fixesIntercepts } from "../params/fixed.js";
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

/** A prior with what a penalty says in its place: a ridge r on the gate's slopes is N(0, 1 / r), a prior of variances is one. */
interface Told extends Prior {
  readonly gateSlope: number;
}

const toldBy = (prior: Prior, { gateRidge = 0, variance }: Penalty): Told => ({
  ...prior,
  variance: variance ?? prior.variance,
  gateSlope: gateRidge > 0 ? 1 / Math.sqrt(gateRidge) : prior.gate,
});

/**
 * The log density of the prior over the entries of theta that are estimated; of entries that are fixed it knows nothing. It does not change
 * when the experts are listed in another order, the pinned ones among them: differences of k independent normal vectors have the
 * precision (I - 11' / k) / sd^2. A penalty stands for the prior of what it is of.
 */
export function logPriorOf(problem: Problem, prior: Prior, penalty: Penalty = {}): LogPrior {
  const told = toldBy(prior, penalty);
  const terms = [...pinnedTerms(problem, told), ...singleTerms(problem, told)];
  const logPrior: LogPrior = (theta, gradient, hessian) =>
    terms.reduce((sum, term) => sum + term(theta, gradient, hessian), 0);
  return fixesIntercepts(problem.given.fixed, problem.model) ? inStandardUnits(logPrior, problem) : logPrior;
}

/**
 * The same of theta in units that keep the zeros of the columns, as they are where an intercept is fixed: the intercepts that are free have
 * their prior at the means of the columns. The map between the two is affine, and its determinant is 1: an intercept moves with its slopes.
 */
function inStandardUnits(logPrior: LogPrior, { model, sample, size, coordinates }: Problem): LogPrior {
  const standard = problemOf(model, sample).coordinates;
  const moved = (theta: Float64Array) => standard.toTheta(coordinates.toParams(theta));
  const origin = moved(new Float64Array(size));
  const columns = Array.from({ length: size }, (_, j) => {
    const column = moved(Float64Array.from({ length: size }, (_, i) => (i === j ? 1 : 0)));
    return column.map((value, i) => value - origin[i]);
  });
  return (theta, gradient, hessian) => {
    const at = origin.map((value, i) =>
      columns.reduce((sum, column, j) => sum + column[i] * theta[j], value),
    );
    const [g, H] = [new Float64Array(size), new Float64Array(size * size)];
    const value = logPrior(at, g, H);
    const times = (column: Float64Array, row: ArrayLike<number>, from: number) =>
      column.reduce((sum, entry, i) => sum + entry * row[from + i], 0);
    columns.forEach((left, i) => {
      if (gradient) gradient[i] += times(left, g, 0);
      if (!hessian) return;
      const HLeft = Float64Array.from({ length: size }, (_, row) => times(left, H, row * size));
      columns.forEach((right, j) => {
        hessian[i * size + j] += times(right, HLeft, 0);
      });
    });
    return value;
  };
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

/** Of k normal numbers the differences to the last, entries `at` of theta; of some of these differences the law is the same with fewer numbers. */
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
function pinnedTerms({ coordinates: { layout }, fixed, size }: Problem, prior: Told): LogPrior[] {
  const pinned = layout.slots.filter(({ predictor, offset }) => predictor.pinned && offset >= 0);
  const first = pinned.filter(({ atom }) => atom === 0);
  return first.flatMap(({ part, predictorIndex, predictor, length }) => {
    const atoms = pinned.filter((slot) => slot.part === part && slot.predictorIndex === predictorIndex);
    const sd = predictor.bound === "logVariance" ? prior.coefficient : prior[predictor.bound];
    return Array.from({ length }, (_, c) => {
      const free = atoms.map(({ offset }) => offset + c).filter((j) => !fixed.includes(j));
      return differencesTerm(
        size,
        free,
        part === "gating" && c >= firstSlope(predictor) ? prior.gateSlope : sd,
      );
    });
  });
}

/** One term for each coefficient that is not pinned; what experts share counts once, what no density depends on not at all. */
function singleTerms(problem: Problem, prior: Told): LogPrior[] {
  const { coordinates, fixed, size, sample } = problem;
  const logMean = logMeanOf(sample);
  const termOf = ({ part, predictor, offset }: Slot, c: number): LogPrior => {
    const { bound } = predictor;
    const isIntercept = c < firstSlope(predictor);
    if (bound === "logVariance")
      return isIntercept
        ? logVarianceTerm(size, offset, prior.variance)
        : normalTerm(size, offset + c, 0, prior.coefficient);
    if (part === "gating" && !isIntercept && !predictor.shared)
      return normalTerm(size, offset + c, 0, prior.gateSlope);
    const means = { logMean, logFreedom: Math.log(8) } as const;
    const mean = isIntercept && (bound === "logMean" || bound === "logFreedom") ? means[bound] : 0;
    return normalTerm(size, offset + c, mean, prior[bound]);
  };
  const { slots } = coordinates.layout;
  const isFirst = (slot: Slot) => slots.find(({ offset }) => offset === slot.offset) === slot;
  return slots
    .filter((slot) => !slot.predictor.pinned && slot.offset >= 0 && isFirst(slot))
    .flatMap((slot) =>
      Array.from({ length: slot.length }, (_, c) => c)
        .filter((c) => !fixed.includes(slot.offset + c))
        .map((c) => termOf(slot, c)),
    );
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
