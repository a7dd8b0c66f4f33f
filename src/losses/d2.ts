import type { MixingMeasure } from "../types.js";
import type { LossDetail } from "./cellLoss.js";
import { infimumLoss, type LossOptions } from "./infimum.js";
import { gaussianBlocks, rbarRule } from "./rules.js";

const form = { experts: gaussianBlocks, translations: "gate", rule: rbarRule } as const;

/**
 * The Voronoi loss of the over-specified case (P1, eq. (5)):
 * D2 = inf_{t1,t2} sum_{j: |A_j| > 1} sum_{i in A_j} e^{beta0_i} (|(Delta_{t2} beta1_ij, Delta b_ij)|^{rbar(|A_j|)}
 *      + |(Delta a_ij, Delta sigma2_ij)|^{rbar(|A_j|)/2})
 *      + sum_{j: |A_j| = 1} sum_{i in A_j} e^{beta0_i} |(Delta_{t2} beta1_ij, Delta a_ij, Delta b_ij, Delta sigma2_ij)|
 *      + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|,
 * the truth pinned and the estimate translated to the same total weight, as in `d1`. Cells of more than
 * three atoms use the conjectured rbar(m) = 2m.
 *
 * @example
 * ```ts
 * import { d2, modelOf } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const estimate = { ...truth, experts: { ...truth.experts, b: [1.1, -1] } };
 * const model = modelOf(truth);
 * d2(model.measure(estimate), model.measure(truth)); // 0.1
 * ```
 */
export const d2 = (estimate: MixingMeasure, truth: MixingMeasure, options: LossOptions = {}): number =>
  d2Detail(estimate, truth, options).value;

/** `d2` with its parts: distances and masses per cell, the cells, and the t1 and t2 of the infimum. */
export const d2Detail = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  options: LossOptions = {},
): LossDetail => infimumLoss(estimate, truth, form, options);
