import type { Expert } from "../../family.js";
import { increasingRoot } from "../../numeric/increasingRoot.js";
import { normalQuantile } from "../../numeric/normalQuantile.js";
import { kindsOf, type Moments, mixtureTail } from "./law.js";
import type { Mixture } from "./mixtures.js";

/** The smallest y with P(Y <= y) >= p, for a mixture with its moments. */
export type Quantile = (mixture: Mixture, moments: Moments, p: number) => number;

/**
 * How mixtures of these experts have their quantiles: of classes by going through them, of counts by a search over whole numbers, else as
 * the root of the distribution function, which finds an atom too. A probability that is p up to rounding is p.
 */
export function quantileOf(experts: readonly Expert[]): Quantile {
  const kinds = kindsOf(experts);
  const values = [...new Set(kinds.flatMap(({ on, points }) => (on === "values" ? points : [])))];
  if (kinds.every(({ on }) => on === "values")) {
    values.sort((a, b) => a - b);
    return (mixture, _, p) => values.find((y) => reaches(mixture, y, p)) ?? values[values.length - 1];
  }
  const whole = values.every(Number.isInteger) && kinds.every(({ on }) => on !== "line");
  return whole ? wholeQuantile : realQuantile;
}

/** Sums of probabilities are wrong by some units of their last place. */
const rounding = 64 * 2 ** -52;

/** Whether P(Y <= y) >= p, by the tail that is small. */
const reaches = (mixture: Mixture, y: number, p: number): boolean =>
  p <= 0.5
    ? mixtureTail(mixture, y, "lower") >= p * (1 - rounding)
    : mixtureTail(mixture, y, "upper") <= (1 - p) * (1 + rounding);

/** Where a search begins: the quantile of the normal law with the mixture's moments, or 0 and 1 where it has none. */
function guessOf({ mean, variance }: Moments, p: number): { readonly y: number; readonly unit: number } {
  const unit = variance > 0 && variance < Infinity ? Math.sqrt(variance) : 1;
  const z = p <= 0.5 ? normalQuantile(p, "lower") : normalQuantile(1 - p, "upper");
  return { y: Number.isFinite(mean) ? mean + z * unit : 0, unit };
}

/** By steps that double until the quantile is between two whole numbers, and by halving what is between. */
function wholeQuantile(mixture: Mixture, moments: Moments, p: number): number {
  const { y, unit } = guessOf(moments, p);
  let high = Math.ceil(y);
  let step = Math.max(1, Math.ceil(unit / 8));
  let low = high;
  if (reaches(mixture, high, p))
    for (low = high - step; reaches(mixture, low, p); low -= step) {
      high = low;
      step *= 2;
    }
  else
    for (high = low + step; !reaches(mixture, high, p); high += step) {
      low = high;
      step *= 2;
    }
  for (;;) {
    const middle = Math.floor(low + (high - low) / 2);
    // From 2^53 on whole numbers are no longer one apart.
    if (!(middle > low && middle < high)) return high;
    if (reaches(mixture, middle, p)) high = middle;
    else low = middle;
  }
}

/**
 * The root of log P(Y <= y) - log p, or for p > 1/2 of log(1 - p) - log P(Y > y). Where Y has an atom there, that is the number; otherwise right to rounding of
 * the number and of the probability.
 */
function realQuantile(mixture: Mixture, moments: Moments, p: number): number {
  const { y, unit } = guessOf(moments, p);
  const logOf = (probability: number) => (probability > 0 ? Math.log(probability) : leastLog);
  const f =
    p <= 0.5
      ? (at: number) => logOf(mixtureTail(mixture, at, "lower")) - Math.log(p)
      : (at: number) => Math.log(1 - p) - logOf(mixtureTail(mixture, at, "upper"));
  return increasingRoot(f, y, unit / 4);
}

/** Below the logarithm of any double. */
const leastLog = -1000;
