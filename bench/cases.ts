import {
  gaussian,
  grid,
  type Model,
  moe,
  nearTruthStart,
  type Params,
  type Sample,
  sample,
  softmax,
  stream,
} from "../src/index.js";

/** The truth of the first figure of "Demystifying softmax gating": two crossing lines, a sharp gate. */
export const truth: Params = {
  gating: { name: "softmax", beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { name: "gaussian", a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};

/** Softmax gate and Gaussian experts on d inputs. */
export const gaussianModel = (k: number, inputs = 1): Model =>
  moe({ gating: softmax(), expert: gaussian(), k, inputs });

/** The i-th data set of size n from the truth. */
export const dataSet = (n: number, i: number): Sample =>
  sample(gaussianModel(2), truth, { n, design: grid(), uniform: stream(`bench/${n}/${i}`) });

/** The i-th start near the truth. */
export const startNear = (k: number, n: number, i: number): Params =>
  nearTruthStart(gaussianModel(k), truth, n, stream(`start/${i}`));
