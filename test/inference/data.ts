import {
  gaussian,
  type Model,
  modelOf,
  moe,
  normalDesign,
  type Params,
  type Sample,
  sample,
  softmax,
  stream,
} from "../../src/index.js";

/** Softmax gate, Gaussian experts, one input. */
export const model = (k: number): Model => moe({ gating: softmax(), expert: gaussian(), k });

/** One, two and three lines, far apart. */
export const lines: Readonly<Record<1 | 2 | 3, Params>> = {
  1: { gating: { beta0: [0], beta1: [[0]] }, experts: { a: [[1]], b: [0], sigma2: [0.25] } },
  2: {
    gating: { beta0: [0, 0], beta1: [[1.5], [0]] },
    experts: { a: [[1], [-1]], b: [2, -1], sigma2: [0.2, 0.3] },
  },
  3: {
    gating: { beta0: [-0.5, 0, 0], beta1: [[2], [-1], [0]] },
    experts: { a: [[1], [-1], [0.5]], b: [4, 0, -4], sigma2: [0.2, 0.3, 0.2] },
  },
};

/** A sample of any parameters, inputs standard normal. */
export const draw = (truth: Params, n: number, key: string): Sample => {
  const drawn = modelOf(truth);
  return sample(drawn, truth, { n, design: normalDesign({ d: drawn.inputs }), uniform: stream(key) });
};
