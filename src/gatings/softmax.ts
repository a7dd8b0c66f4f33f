import type { Gating } from "../family.js";
import { checkNames, type NoOptions } from "../words/names.js";

/** Parameters of a softmax gate. */
export type SoftmaxParams = {
  readonly name: "softmax";
  readonly beta0: number[];
  readonly beta1: number[][];
  readonly intercept?: false;
};

/**
 * The softmax gate: weight of expert i is softmax_i(beta0_i + beta1_i'x). Weights do not change under a
 * common translation of all (beta0_i, beta1_i), so the last expert's are pinned at 0.
 * Fields: `beta0` (k), `beta1` (k x d). Source: Nguyen, Nguyen, Ho (2023), eq. (1).
 */
export function softmax(options: NoOptions = {}): Gating<SoftmaxParams> {
  checkNames("softmax", options, []);
  return {
    name: "softmax",
    predictors: [{ name: "score", basis: "affine", pinned: true, bound: "gate" }],
    fields: {
      beta0: { predictor: 0, part: "intercept", link: "identity" },
      beta1: { predictor: 0, part: "slopes", link: "identity" },
    },
    logWeight: "beta0",
    linear: true,
    evaluate: ([score], _y, m, order, { value, first, second }) => {
      for (let t = 0; t < m; t++) value[t] = score[t];
      if (order > 0) first[0].fill(1, 0, m);
      if (order > 1) second[0][0].fill(0, 0, m);
    },
  };
}
