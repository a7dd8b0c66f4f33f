import { rbar } from "../algebra/rbar.js";
import { infimumLoss, type Loss } from "./infimum.js";
import { slopes, temperature } from "./measure.js";
import { type AtomRule, blockPowers, gaussianBlocks, samePower } from "./rules.js";

/** The infimum is over t1 alone: where beta1'x enters through an activation, moving all beta1_i changes the gate. */
const activationLoss =
  (rule: AtomRule): Loss =>
  (estimate, truth, options) => {
    const form = { experts: gaussianBlocks, others: [temperature], translations: "mass", rule } as const;
    return infimumLoss(estimate, truth, form, options).value;
  };

const first = samePower([slopes, temperature, ...gaussianBlocks], 1);

const over = blockPowers((cellSize) => {
  const { value: r } = rbar(cellSize);
  return cellSize === 1
    ? { [slopes]: 1, [temperature]: 1, a: 1, b: 1, sigma2: 1 }
    : { [slopes]: 2, [temperature]: 2, a: 2, b: r, sigma2: r / 2 };
});

/**
 * The losses of P3 for the gate softmax_i((act(beta1_i'x) + beta0_i) / tau), weights e^{beta0_i/tau}:
 * `activation.exact`, for as many experts as the truth has:
 *   inf_{t1} sum_j sum_{i in A_j} e^{beta0_i/tau} (|Delta beta1_ij| + |Delta tau| + |Delta a_ij| + |Delta b_ij| + |Delta sigma2_ij|)
 *   + sum_j |sum_{i in A_j} e^{beta0_i/tau} - e^{beta0*_j/tau* + t1}|;
 * `activation.over`, for more: the same in cells of one atom, in larger ones with r = rbar(|A_j|)
 *   |Delta beta1|^2 + |Delta tau|^2 + |Delta a|^2 + |Delta b|^r + |Delta sigma2|^{r/2}.
 * The infimum is ours: the gate does not change when all beta0_i are moved together. The slopes are compared as
 * they stand. The truth is pinned where a log weight is 0 (else at its last atom) and the estimate's weights are
 * normalised as in `d1`. Need the blocks beta1, tau, a, b, sigma2, and beta0 / tau as log weights.
 */
export const activationLosses = {
  "activation.exact": activationLoss(first),
  "activation.over": activationLoss(over),
} as const;
