import type { Params } from "../../src/types.js";

/** The truth of *Demystifying Softmax Gating Function in Gaussian Mixture of Experts*, as its released code sets it. */
export const demystifyingTruth: Params = {
  gating: { name: "softmax", beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { name: "gaussian", a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};

/** A truth in which every parameter counts in the loss (both gate weights are of order 1). Our own stand-in. */
export const balancedTruth: Params = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};
