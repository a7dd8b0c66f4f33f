import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { betaTail } from "../numeric/incompleteBeta.js";
import { ladder } from "../numeric/ladder.js";
import { logPoisson } from "../numeric/poisson.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import { drawBinomial } from "../random/binomial.js";
import type { MeanPrediction } from "../types.js";
import { checkNames } from "../words/names.js";

/** Parameters of binomial experts. */
export type BinomialParams = {
  readonly name: "binomial";
  readonly trials?: number;
  readonly a: number[][];
  readonly b: number[];
  readonly intercept?: false;
};

/**
 * Binomial expert: Y is the number of successes among N trials, the log odds of success b + a'x, one predictor (affine). N is the sample's
 * column `trials`, or the option `trials` in all rows; without either it is 1, so that Y is 0 or 1.
 * Fields: `a` (slopes, k x d), `b` (intercepts, k). Source: McCullagh and Nelder (1989), section 4.3. With e the log odds and p =
 * 1 / (1 + exp(-e)):
 *   log f = log C(N, y) + y e - N log(1 + exp(e)),  d/de = y - N p,  second derivative -N p (1 - p).
 */
export function binomial(options: { readonly trials?: number } = {}): Expert<BinomialParams, MeanPrediction> {
  checkNames("binomial", options, ["trials"]);
  const { trials } = options;
  if (trials !== undefined) checkOption("trials", binomial.options.trials, trials);
  /** The numbers of trials of a block of m samples. */
  const numbersOf = (column: Float64Array | undefined, m: number) =>
    column ?? new Float64Array(m).fill(trials ?? 1);
  return {
    name: "binomial",
    ...(trials === undefined ? { companion: "trials" } : { options: { trials } }),
    predictors: [{ name: "logOdds", basis: "affine", bound: "logOdds" }],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
    },
    evaluate: ([logOdds], y, m, order, { value, first, second }, column) => {
      for (let t = 0; t < m; t++) {
        const N = column?.[t] ?? trials ?? 1;
        const p = probabilityOf(logOdds[t]);
        const q = probabilityOf(-logOdds[t]);
        // Whatever y is, the value must be a number; `checkResponse` is what refuses it.
        const successes = Math.min(Math.max(y[t], -0.5), N + 0.5);
        value[t] = logBinomial(successes, N, logOdds[t]);
        if (order === 0) continue;
        first[0][t] = successes - N * p;
        if (order > 1) second[0][0][t] = -N * p * q;
      }
    },
    checkResponse: (y, column) => {
      const numbers = numbersOf(column, y.length);
      const bad = y.findIndex((value, t) => !(Number.isInteger(value) && value >= 0 && value <= numbers[t]));
      if (bad >= 0)
        throw new MoestatError(
          `invalid y[${bad}]; not a number of successes in ${numbers[bad]} trials: ${y[bad]}`,
        );
    },
    equivariance: "none",
    predictorScale: () => [{ shift: 0, scale: 1 }],
    draws:
      ([logOdds], random, column) =>
      (t) =>
        drawBinomial(column?.[t] ?? trials ?? 1, probabilityOf(logOdds[t]), random),
    mean: ([logOdds], N = trials ?? 1) => N * probabilityOf(logOdds),
    variance: ([logOdds], N = trials ?? 1) => N * probabilityOf(logOdds) * probabilityOf(-logOdds),
    // There are at most y successes if y + 1 of them take more than all trials: the order statistics of N uniform numbers have beta laws.
    cumulative: ([logOdds], y, tail, N = trials ?? 1) => {
      const most = Math.floor(y);
      if (most < 0) return tail === "lower" ? 0 : 1;
      if (most >= N) return tail === "lower" ? 1 : 0;
      return betaTail(N - most, most + 1, probabilityOf(-logOdds), probabilityOf(logOdds), tail);
    },
    support: ([logOdds], N = trials ?? 1) => ({ on: "integers", points: breakpoints(logOdds, N) }),
  };
}

binomial.options = {
  trials: {
    kind: "integer",
    help: "number of trials",
    placeholder: "N",
    examples: [10],
    fromSample: true,
  },
} satisfies OptionDeclarations;

const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** log p, without cancellation: -log(1 + exp(-logOdds)). */
const logProbabilityOf = (logOdds: number): number =>
  Math.min(logOdds, 0) - Math.log1p(Math.exp(-Math.abs(logOdds)));

/**
 * log f, smooth between the counts. The law is that of a Poisson number of successes given its sum with one of failures:
 * of the logarithms of three Poisson probabilities none cancels.
 */
function logBinomial(y: number, N: number, logOdds: number): number {
  const logN = Math.log(N);
  const poisson = (count: number, odds: number) =>
    logPoisson(count, logN + logProbabilityOf(odds), N * probabilityOf(odds));
  return poisson(y, logOdds) + poisson(N - y, -logOdds) - logPoisson(N, logN, N);
}

/** The ladder around the mean, and on to either side as far as more than 1e-17 of the mass is beyond: the law is skew where p is near 0 or 1. */
function breakpoints(logOdds: number, N: number): number[] {
  const above = upward(logOdds, N);
  const below = upward(-logOdds, N).map((failures) => N - failures);
  return [...new Set([...below, ...above])].sort((p, q) => p - q);
}

/** The points from the mean on. */
function upward(logOdds: number, N: number): number[] {
  const p = probabilityOf(logOdds);
  const unit = Math.max(1, Math.sqrt(N * p * (1 - p)));
  const at = (z: number) => Math.min(N, Math.ceil(N * p + z * unit));
  const distances = [...ladder];
  const last = () => at(distances[distances.length - 1]);
  while (last() < N && logMassFrom(last(), logOdds, N) > Math.log(1e-17))
    distances.push(1.6 * distances[distances.length - 1]);
  return distances.map(at);
}

/** P(Y >= y) is at most f(y) / (1 - r), r the ratio of f(y + 1) to f(y), beyond the mean. */
function logMassFrom(y: number, logOdds: number, N: number): number {
  const ratio = ((N - y) / (y + 1)) * Math.exp(logOdds);
  return logBinomial(y, N, logOdds) - Math.log(1 - ratio);
}
