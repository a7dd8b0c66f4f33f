import type { VariancePrior } from "../../family.js";
import { firstSlope, type Layout, type Slot } from "../../params/layout.js";

/**
 * What is added to the log-likelihood, so that a fit is its penalised maximum (a posterior mode, if one likes), for units in which inputs
 * and response have standard deviation 1:
 *   - (gateRidge / 2) sum_i |b_i - mean of all b_i|^2,
 * b_i the slopes of expert i's gate (divided by a temperature that divides the whole score), which does not depend on the expert that is
 * pinned; for gates none of which is pinned sum_i |b_i|^2. And the logarithm of an inverse-gamma density, but for its constant,
 *   sum_i [ -(shape + 1) log s_i - scale / s_i ],
 * of the experts' variances s_i relative to the response's (squared scales, squared coefficients of variation); one that they share counts
 * once. It is at its maximum where s_i is scale / (shape + 1).
 */
export interface Penalty {
  readonly gateRidge?: number;
  readonly variance?: VariancePrior;
}

/**
 * One term of a penalty: its value at theta. Adds its derivatives, where they are given, to a gradient and a Hessian in the entries of theta
 * from `from` on.
 */
export type PenaltyTerm = (
  theta: Float64Array,
  from: number,
  gradient?: Float64Array,
  hessian?: Float64Array,
) => number;

/** The terms of a penalty, by the parameters that they are of. */
export interface PenaltyTerms {
  readonly gating: readonly PenaltyTerm[];
  readonly experts: readonly PenaltyTerm[];
  /** For the closed form of an M-step. */
  readonly variance: VariancePrior | undefined;
}

/** The terms of a penalty on a layout in units of one standard deviation. */
export function penaltyTermsOf({ gateRidge = 0, variance }: Penalty = {}, layout: Layout): PenaltyTerms {
  return {
    gating: gateRidge > 0 ? ridgeTerms(layout, gateRidge) : [],
    experts: variance === undefined ? [] : varianceTerms(layout, variance),
    variance,
  };
}

/** The gate's slots that have slopes of their own. */
export const slopeSlots = ({ slots }: Layout): readonly Slot[] =>
  slots.filter(
    ({ part, predictor, length }) =>
      part === "gating" &&
      !predictor.shared &&
      predictor.fixed === undefined &&
      length > firstSlope(predictor),
  );

/** One term for each slope: its squared differences to the mean over the experts, the pinned one's 0 among them. */
function ridgeTerms(layout: Layout, ridge: number): PenaltyTerm[] {
  const all = slopeSlots(layout);
  return [...new Set(all.map(({ predictorIndex }) => predictorIndex))].flatMap((u) => {
    const own = all.filter(({ predictorIndex }) => predictorIndex === u);
    const [{ predictor, length }] = own;
    const free = own.filter(({ offset }) => offset >= 0);
    const first = firstSlope(predictor);
    return Array.from({ length: length - first }, (_, j) =>
      squaresTerm(
        free.map(({ offset }) => offset + first + j),
        ridge,
        predictor.pinned ? 1 / own.length : 0,
      ),
    );
  });
}

/** -(ridge / 2) (sum of squares - share (sum)^2). */
const squaresTerm =
  (at: readonly number[], ridge: number, share: number): PenaltyTerm =>
  (theta, from, gradient, hessian) => {
    const sum = at.reduce((total, j) => total + theta[j], 0);
    const p = gradient?.length ?? 0;
    let squares = -share * sum * sum;
    for (const i of at) {
      squares += theta[i] * theta[i];
      if (gradient) gradient[i - from] -= ridge * (theta[i] - share * sum);
      if (hessian)
        for (const j of at) hessian[(i - from) * p + j - from] -= ridge * ((i === j ? 1 : 0) - share);
    }
    return -0.5 * ridge * squares;
  };

/** The slots of the experts' variances. */
export const varianceSlots = ({ slots }: Layout): readonly Slot[] =>
  slots.filter(
    ({ part, predictor, offset }) => part === "experts" && predictor.bound === "logVariance" && offset >= 0,
  );

const varianceTerms = (layout: Layout, prior: VariancePrior): PenaltyTerm[] =>
  [...new Set(varianceSlots(layout).map(({ offset }) => offset))].map((j) => varianceTerm(j, prior));

/** With v = log s: -(shape + 1) v - scale exp(-v). */
const varianceTerm =
  (j: number, { shape, scale }: VariancePrior): PenaltyTerm =>
  (theta, from, gradient, hessian) => {
    const pull = scale * Math.exp(-theta[j]);
    const p = gradient?.length ?? 0;
    if (gradient) gradient[j - from] += pull - (shape + 1);
    if (hessian) hessian[(j - from) * p + j - from] -= pull;
    return -(shape + 1) * theta[j] - pull;
  };
