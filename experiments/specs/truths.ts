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

/** The truth of the released code with one selected expert: expert 1 where x > 0, expert 2 elsewhere. */
export const topOneTruth: Params = {
  gating: { ...demystifyingTruth.gating, topK: 1, rank: "slope" },
  experts: demystifyingTruth.experts,
};

/** What a reader of losses against `topOneTruth` should know. */
export const topOneNote =
  "With one selected expert its weight is 1: the data hold nothing about beta0, and of beta1 only the order, so that the losses with a gate part need not vanish.";

/** Two of three experts: 1 and 2 where x > 0, 2 and 3 elsewhere. All parameters can be identified. Our own stand-in. */
export const topTwoTruth: Params = {
  gating: { name: "softmax", topK: 2, rank: "slope", beta0: [-0.5, 0.5, 0], beta1: [[6], [3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5], [0.5]], b: [1, -1, 2], sigma2: [0.16, 0.25, 0.09] },
};

/** Two of three experts in the plane: in each of three sectors another one is left out. Our own stand-in. */
export const topTwoPlaneTruth: Params = {
  gating: {
    name: "softmax",
    topK: 2,
    rank: "slope",
    beta0: [0.3, -0.3, 0],
    beta1: [
      [4, 0],
      [0, 4],
      [0, 0],
    ],
  },
  experts: {
    name: "gaussian",
    a: [
      [2, 0.5],
      [-1.5, 1],
      [0.5, -1],
    ],
    b: [2, -2, 0],
    sigma2: [0.16, 0.25, 0.09],
  },
};
