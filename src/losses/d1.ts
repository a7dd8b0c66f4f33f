import type { MixingMeasure } from "../types.js";
import type { LossDetail } from "./cellLoss.js";
import { infimumLoss, type LossOptions } from "./infimum.js";
import { euclideanRule, gaussianBlocks } from "./rules.js";

const form = {
  experts: gaussianBlocks,
  translations: "gate",
  rule: euclideanRule(gaussianBlocks),
} as const;

/**
 * The Voronoi loss of the exactly specified case (P1, eq. (4)):
 * D1 = inf_{t1,t2} sum_j sum_{i in A_j} e^{beta0_i} |(Delta_{t2} beta1_ij, Delta a_ij, Delta b_ij, Delta sigma2_ij)|
 *      + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|,
 * with Delta_{t2} beta1_ij = beta1_i - beta1*_j - t2, the truth pinned (one log weight and its gate slope 0) and
 * the estimate translated to the same total weight. Needs the blocks beta1, a, b, sigma2. See `infimumLoss`.
 *
 * @example
 * ```ts
 * import { d1, modelOf } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const estimate = { ...truth, experts: { ...truth.experts, b: [1.1, -1] } };
 * const model = modelOf(truth);
 * d1(model.measure(estimate), model.measure(truth)); // 0.1
 * ```
 */
export const d1 = (estimate: MixingMeasure, truth: MixingMeasure, options: LossOptions = {}): number =>
  d1Detail(estimate, truth, options).value;

/** `d1` with its parts: distances and masses per cell, the cells, and the t1 and t2 of the infimum. */
export const d1Detail = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  options: LossOptions = {},
): LossDetail => infimumLoss(estimate, truth, form, options);
