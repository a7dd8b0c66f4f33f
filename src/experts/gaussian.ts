import type { Bounds, Expert, VariancePrior } from "../family.js";
import { clamp } from "../numeric/clamp.js";
import { halfLog2Pi } from "../numeric/gamma.js";
import { bothSides, ladder } from "../numeric/ladder.js";
import { weightedLeastSquares } from "../numeric/leastSquares.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import type { MeanPrediction } from "../types.js";
import { checkNames, type NoOptions } from "../words/names.js";

/** The log variance that is most likely given the mean squared residual, within its bounds. */
const logVarianceOf = (meanSquare: number, { logVariance: [low, high] }: Bounds) =>
  clamp(Math.log(meanSquare), low, high);
const sdOf = (logVariance: number) => Math.exp(0.5 * logVariance);

/** Parameters of Gaussian experts: a variance each, or one for all. */
export type GaussianParams<Variance extends number | number[] = number[]> = {
  readonly name: "gaussian";
  readonly a: number[][];
  readonly b: number[];
  readonly sigma2: Variance;
  readonly equalVariances?: boolean;
  readonly intercept?: false;
};

/**
 * Gaussian expert: Y given x is N(b + a'x, sigma2), with predictors mean (affine) and log variance.
 * Fields: `a` (slopes, k x d), `b` (intercepts, k), `sigma2` (variances, k). Option: `equalVariances`, one variance for all experts, so
 * that `sigma2` is one number.
 * Source: Nguyen, Nguyen, Ho (2023), eq. (1). With e = y - mean, s = 1 / sigma2:
 *   log f = -(log 2 pi + log sigma2 + s e^2) / 2,
 *   d/dmean = s e,  d/dlogVariance = (s e^2 - 1) / 2,
 *   second derivatives -s, -s e, -s e^2 / 2.
 *
 * @example
 * ```ts
 * import { gaussian, moe, softmax } from "moestat";
 *
 * moe({ gating: softmax(), expert: gaussian(), k: 2 });
 * ```
 */
export function gaussian(options?: NoOptions): Expert<GaussianParams, MeanPrediction>;
export function gaussian(options: {
  readonly equalVariances: true;
}): Expert<GaussianParams<number>, MeanPrediction>;
export function gaussian(options: {
  readonly equalVariances?: boolean;
}): Expert<GaussianParams<number | number[]>, MeanPrediction>;
export function gaussian(
  options: { readonly equalVariances?: boolean } = {},
): Expert<GaussianParams<number | number[]>, MeanPrediction> {
  checkNames("gaussian", options, ["equalVariances"]);
  const { equalVariances = false } = options;
  checkOption("equalVariances", gaussian.options.equalVariances, equalVariances);
  return {
    name: "gaussian",
    ...(equalVariances ? { options: { equalVariances } } : {}),
    predictors: [
      { name: "mean", basis: "affine", bound: "coefficient" },
      {
        name: "logVariance",
        basis: "constant",
        bound: "logVariance",
        ...(equalVariances && { shared: true }),
      },
    ],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
      sigma2: { predictor: 1, part: "intercept", link: "log" },
    },
    kernel: "gaussian",
    evaluate: ([mean, logVariance], y, m, order, { value, first, second }) => {
      const [inMean, inLogVariance] = first;
      const v = logVariance[0];
      const s = Math.exp(-v);
      const top = -0.5 * v - halfLog2Pi;
      for (let t = 0; t < m; t++) {
        const e = y[t] - mean[t];
        const se = s * e;
        inMean[t] = se;
        value[t] = top - 0.5 * se * e;
      }
      if (order > 0) for (let t = 0; t < m; t++) inLogVariance[t] = top - value[t] - 0.5;
      if (order > 1) {
        const [[meanMean, meanLog], [, logLog]] = second;
        meanMean.fill(-s, 0, m);
        for (let t = 0; t < m; t++) meanLog[t] = -inMean[t];
        for (let t = 0; t < m; t++) logLog[t] = -0.5 - inLogVariance[t];
      }
    },
    checkResponse: () => {},
    equivariance: "shiftAndScale",
    predictorScale: ({ centre, scale }) => [
      { shift: centre, scale },
      { shift: 2 * Math.log(scale), scale: 1 },
    ],
    maximise: (weights, y, [meanBasis], bounds, prior) => {
      const fits = weights.map((own) => weightedLeastSquares(own, y, meanBasis));
      const pooled = equalVariances ? pooledOf(fits) : undefined;
      return fits.map(({ coefficients, ...own }) => [
        coefficients,
        Float64Array.of(logVarianceOf(likeliest(pooled ?? own, prior), bounds)),
      ]);
    },
    leastSquaresHeight: (meanSquare, bounds) => {
      const v = logVarianceOf(meanSquare, bounds);
      return -0.5 * (v + meanSquare * Math.exp(-v)) - halfLog2Pi;
    },
    draws: ([mean, logVariance], { normal }) => {
      const sd = sdOf(logVariance[0]);
      return (t) => mean[t] + sd * normal();
    },
    mean: ([mean]) => mean,
    variance: ([, logVariance]) => Math.exp(logVariance),
    cumulative: ([mean, logVariance], y, tail) => {
      const z = (y - mean) / sdOf(logVariance);
      return normalCdf(tail === "lower" ? z : -z);
    },
    support: ([mean, logVariance]) => ({ on: "line", points: bothSides(ladder, mean, sdOf(logVariance)) }),
  };
}

gaussian.options = {
  equalVariances: { kind: "flag", help: "one variance for all experts", examples: [true] },
} satisfies OptionDeclarations;

/** What a regression says of a variance: the weighted mean of its squared residuals, and the sum of the weights. */
interface Residuals {
  readonly meanSquare: number;
  readonly total: number;
}

/** The residuals of several regressions together. */
function pooledOf(fits: readonly Residuals[]): Residuals {
  const total = fits.reduce((sum, fit) => sum + fit.total, 0);
  const squares = fits.reduce((sum, fit) => sum + (fit.total > 0 ? fit.total * fit.meanSquare : 0), 0);
  return { meanSquare: squares / total, total };
}

/** The variance that maximises -(total / 2) (log s + meanSquare / s) and the logarithm of a prior. */
const likeliest = ({ meanSquare, total }: Residuals, prior: VariancePrior | undefined): number =>
  prior === undefined ? meanSquare : (total * meanSquare + 2 * prior.scale) / (total + 2 * (prior.shape + 1));
