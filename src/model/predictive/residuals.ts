import type { Expert } from "../../family.js";
import { normalQuantile } from "../../numeric/normalQuantile.js";
import type { Uniform } from "../../types.js";
import { kindsOf, mixtureTail } from "./law.js";
import type { Mixture } from "./mixtures.js";

/** The least number above 0. */
const { MIN_VALUE: least } = Number;

/**
 * The randomised quantile residual of a response: the standard normal quantile of a number uniform between P(Y < y) and P(Y <= y),
 * so that residuals are standard normal where the law is right, atoms or not. Nothing is drawn for experts without atoms. Both tails keep their digits.
 * A tail that is too small for a number counts as the least one, 38 standard deviations out.
 * Source: Dunn and Smyth (1996), Randomized quantile residuals.
 */
export function quantileResidualOf(experts: readonly Expert[], uniform: Uniform) {
  const hasAtoms = kindsOf(experts).some(({ on }) => on !== "line");
  return (mixture: Mixture, y: number): number => {
    const before = hasAtoms ? below(y) : y;
    const share = hasAtoms ? uniform() : 1;
    const between = (from: number, to: number) => from + share * (to - from);
    const lower = between(mixtureTail(mixture, before, "lower"), mixtureTail(mixture, y, "lower"));
    if (lower <= 0.5) return normalQuantile(Math.max(lower, least), "lower");
    const upper = between(mixtureTail(mixture, before, "upper"), mixtureTail(mixture, y, "upper"));
    return normalQuantile(Math.max(Math.min(upper, 0.5), least), "upper");
  };
}

/** The double just below a number, or the one below that. */
const below = (y: number): number =>
  y > 0 ? y * (1 - 2 ** -53) : y < 0 ? y * (1 + 2 ** -52) : -Number.MIN_VALUE;
