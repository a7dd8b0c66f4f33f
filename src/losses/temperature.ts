import { MoestatError } from "../error.js";
import type { MixingMeasure } from "../types.js";
import { d1 } from "./d1.js";
import { d2 } from "./d2.js";
import { infimumLoss, type Loss } from "./infimum.js";
import { byRole, checkMeasure, slopes, temperature as tau } from "./measure.js";
import { gaussianBlocks, samePower } from "./rules.js";

/**
 * The loss of P3 for the dense-to-sparse gate softmax_i((beta1_i'x + beta0_i) / tau), for any exponent r >= 1:
 * D_r = inf_{t1,t2} sum_j sum_{i in A_j} e^{beta0_i/tau} (|Delta_{t2} beta1_ij|^r + |Delta tau|^r + |Delta a_ij|^r
 *       + |Delta b_ij|^r + |Delta sigma2_ij|^r) + sum_j |sum_{i in A_j} e^{beta0_i/tau} - e^{beta0*_j/tau* + t1}|.
 * The infimum is ours: the gate does not change when all beta0_i or all beta1_i are moved together. Weights are
 * normalised as in `d1`. Nor does the gate change under (beta0, beta1, tau) -> c (beta0, beta1, tau), but D_r
 * does: the data cannot tell which c is right. See `scaleFreeDr`. Needs the blocks beta1, tau, a, b, sigma2,
 * and beta0 / tau as log weights. Throws unless r is at least 1.
 */
function dr(r: number): Loss {
  const form = {
    experts: gaussianBlocks,
    others: [tau],
    translations: "gate",
    rule: samePower([slopes, tau, ...gaussianBlocks], r),
  } as const;
  return (estimate, truth, options) => infimumLoss(estimate, truth, form, options).value;
}

/**
 * The same gate as a softmax gate with temperature 1: the slopes are beta1 / tau, the log weights are
 * beta0 / tau as they were, and there is no block `tau`. Two measures whose gates differ by a factor on
 * (beta0, beta1, tau) become the same. `name` is what errors call the measure:
 * `invalid truth; no block: tau`, `invalid truth.tau[0]; not positive: 0`.
 */
export function scaleFree(given: MixingMeasure, name = "measure"): MixingMeasure {
  const measure = byRole(given);
  checkMeasure(name, measure, [slopes, tau]);
  const { [tau]: temperatures, ...atoms } = measure.atoms;
  const divided = atoms[slopes].map((slope, i) => {
    const [temperature] = temperatures[i];
    if (!(temperature > 0)) throw new MoestatError(`invalid ${name}.tau[${i}]; not positive: ${temperature}`);
    return slope.map((value) => value / temperature);
  });
  const { temperature: _, ...gate } = measure.gate ?? { blocks: [slopes] };
  const blocks = gate.blocks.filter((block) => block !== tau);
  return { ...measure, atoms: { ...atoms, [slopes]: divided }, gate: { ...gate, blocks } };
}

/** A loss of softmax gates, of what can be identified of two dense-to-sparse gates. */
const ofScaleFree =
  (loss: Loss): Loss =>
  (estimate, truth, options) =>
    loss(scaleFree(estimate, "estimate"), scaleFree(truth, "truth"), options);

/**
 * D_r in what the plain gate identifies, which no (beta0, beta1, tau) -> c (beta0, beta1, tau) changes:
 * inf_{t1,t2} sum_j sum_{i in A_j} e^{beta0_i/tau} (|Delta_{t2} (beta1/tau)_ij|^r + |Delta a_ij|^r + |Delta b_ij|^r
 *       + |Delta sigma2_ij|^r) + the masses as in `dr`. Ours, not P3's.
 */
function scaleFreeDr(r: number): Loss {
  const form = {
    experts: gaussianBlocks,
    translations: "gate",
    rule: samePower([slopes, ...gaussianBlocks], r),
  } as const;
  return ofScaleFree((estimate, truth, options) => infimumLoss(estimate, truth, form, options).value);
}

/** `temperature.dr(r)`: see `dr`. `temperature.scaleFree(r)`: see `scaleFreeDr`. */
export const temperatureFamilies = { "temperature.dr": dr, "temperature.scaleFree": scaleFreeDr } as const;

/**
 * `temperature.scaleFree.d1`, `temperature.scaleFree.d2`: D1 and D2 of P1 in (beta0 / tau, beta1 / tau), in which
 * the plain gate is a softmax gate. Theory: O(sqrt(log n / n)), as there. Ours, not P3's.
 */
export const temperatureLosses = {
  "temperature.scaleFree.d1": ofScaleFree(d1),
  "temperature.scaleFree.d2": ofScaleFree(d2),
} as const;
