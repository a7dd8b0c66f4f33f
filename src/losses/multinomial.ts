import { sum } from "../numeric/sum.js";
import type { LossDetail } from "./cellLoss.js";
import { infimumLoss, type Loss, type LossForm } from "./infimum.js";
import { slopes } from "./measure.js";
import { type AtomRule, blockPowers, euclideanRule, samePower } from "./rules.js";

const experts = ["a", "b"] as const;

const multinomialLoss = (rule: AtomRule, read = ({ value }: LossDetail): number => value): Loss => {
  const form: LossForm = { experts, translations: "gate", rule };
  return (estimate, truth, options) => read(infimumLoss(estimate, truth, form, options));
};

/** 1 for an atom alone in its cell, 2 in larger cells. */
const order = (cellSize: number) => (cellSize > 1 ? 2 : 1);

/** |(Delta a, Delta b)|^order. */
const expertRule: AtomRule = (difference, cellSize) => ({
  constant: Math.hypot(...experts.flatMap(difference)) ** order(cellSize),
});

/**
 * The loss of P4 (as restated by its authors later) for exactly fitted models and for over-specified ones of
 * regime 1, where every expert depends on the input: `multinomial.d1` =
 *   inf_{t1,t2} sum_j sum_{i in A_j} e^{beta0_i} |(Delta_{t2} beta1_ij, Delta a_ij, Delta b_ij)|^{o_j}
 *   + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|, with o_j = 1 if |A_j| = 1 and 2 if it is larger;
 * a are the intercepts and b the slopes of the class scores, and the frame is that of `d1`. Cells: in (a, b).
 * Its parts, with their own infimum: `multinomial.experts`, the first line with Delta beta1 = 0;
 * `multinomial.gate`, the whole with Delta a = 0 and Delta b = 0. An expert that was not found (an empty cell) is
 * seen by the gate part only. All need the blocks beta1, a, b.
 */
export const multinomialLosses = {
  "multinomial.d1": multinomialLoss(euclideanRule(experts, order)),
  "multinomial.experts": multinomialLoss(expertRule, ({ distance }) => sum(distance)),
  "multinomial.gate": multinomialLoss(blockPowers((cellSize) => ({ [slopes]: order(cellSize) }))),
} as const;

/**
 * The loss of P4 for regime 2, where some expert ignores the input, with any exponent r >= 1:
 * `multinomial.d2r(r)` = inf_{t1,t2} sum_j sum_{i in A_j} e^{beta0_i} (|Delta_{t2} beta1_ij|^r + |Delta a_ij|^r + |Delta b_ij|^r)
 *   + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|, in cells of any size: the powers are taken block by
 * block, as in the D_r of P3, which is within a constant factor of the power of the joint norm. Otherwise as
 * `multinomial.d1`. Throws unless r is at least 1.
 */
const d2r = (r: number): Loss => multinomialLoss(samePower([slopes, ...experts], r));

export const multinomialFamilies = { "multinomial.d2r": d2r } as const;
