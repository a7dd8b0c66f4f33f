import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { gammaTail } from "../numeric/incompleteGamma.js";
import { ladder } from "../numeric/ladder.js";
import { logPoisson } from "../numeric/poisson.js";
import { drawPoisson } from "../random/poisson.js";
import type { MeanPrediction } from "../types.js";
import { checkNames, type NoOptions } from "../words/names.js";

/** Parameters of Poisson experts. */
export type PoissonParams = {
  readonly name: "poisson";
  readonly a: number[][];
  readonly b: number[];
  readonly intercept?: false;
};

/**
 * Poisson expert for counts 0, 1, 2, ...: the logarithm of the mean is b + a'x, one predictor (affine).
 * Fields: `a` (slopes, k x d), `b` (intercepts, k). Source: McCullagh and Nelder (1989), section 6.2. With e the log mean:
 *   log f = y e - exp(e) - log y!,  d/de = y - exp(e),  second derivative -exp(e).
 */
export function poisson(options: NoOptions = {}): Expert<PoissonParams, MeanPrediction> {
  checkNames("poisson", options, []);
  return {
    name: "poisson",
    predictors: [{ name: "logMean", basis: "affine", bound: "logMean" }],
    fields: {
      a: { predictor: 0, part: "slopes", link: "identity" },
      b: { predictor: 0, part: "intercept", link: "identity" },
    },
    evaluate: ([logMean], y, m, order, { value, first, second }) => {
      for (let t = 0; t < m; t++) {
        const mean = meanOf(logMean[t]);
        // Whatever y is, the value must be a number; `checkResponse` is what refuses it.
        const count = Math.max(y[t], -0.5);
        value[t] = logPoisson(count, logMean[t], mean);
        if (order === 0) continue;
        first[0][t] = count - mean;
        if (order > 1) second[0][0][t] = -mean;
      }
    },
    checkResponse: (y) => {
      const bad = y.findIndex((value) => !(Number.isSafeInteger(value) && value >= 0));
      if (bad >= 0) throw new MoestatError(`invalid y[${bad}]; not a count, 0, 1, 2, ...: ${y[bad]}`);
    },
    equivariance: "none",
    predictorScale: () => [{ shift: 0, scale: 1 }],
    draws:
      ([logMean], { uniform }) =>
      (t) =>
        drawPoisson(Math.exp(logMean[t]), uniform),
    mean: ([logMean]) => Math.exp(logMean),
    variance: ([logMean]) => Math.exp(logMean),
    // The count exceeds y if the waiting time for y + 1 events, of a gamma law, is below the mean.
    cumulative: ([logMean], y, tail) =>
      y >= 0
        ? gammaTail(Math.floor(y) + 1, meanOf(logMean), tail === "lower" ? "upper" : "lower")
        : tail === "lower"
          ? 0
          : 1,
    support: ([logMean]) => ({ on: "integers", points: breakpoints(logMean) }),
  };
}

/** Held beyond e^300, so that its square is finite: a responsibility of 0 times it is then 0. */
const meanOf = (logMean: number) => Math.exp(Math.min(logMean, 300));

/** The ladder around the mean, and on as far as more than 1e-17 of the mass is above: the law is skew where its mean is small. */
function breakpoints(logMean: number): number[] {
  const mean = Math.exp(logMean);
  const unit = Math.max(1, Math.sqrt(mean));
  const distances = [...ladder];
  const above = (z: number) => Math.ceil(mean + z * unit);
  while (logMassFrom(above(distances[distances.length - 1])) > Math.log(1e-17))
    distances.push(1.6 * distances[distances.length - 1]);
  // P(Y >= y) is at most f(y) (y + 1) / (y + 1 - mean): the ratio of neighbours is mean / (y + 1) or less.
  function logMassFrom(y: number): number {
    return logPoisson(y, logMean, mean) + Math.log((y + 1) / (y + 1 - mean));
  }
  const below = ladder.map((z) => Math.max(0, Math.floor(mean - z * unit)));
  return [...new Set([...below.reverse(), ...distances.map(above)])];
}
