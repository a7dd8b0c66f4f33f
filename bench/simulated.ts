import { type Params, type Sample, sample, stream, uniform } from "../src/index.js";
import { modelOf } from "../src/registry.js";

/** Simulated data with a known answer, for the simulations of the rule that chooses among maxima. */

const zeros = (d: number) => new Array<number>(d).fill(0);
const first = (d: number, value: number) => [value, ...zeros(d - 1)];

const drawn = (truth: Params, d: number, n: number, key: string): Sample =>
  sample(modelOf(truth), truth, { n, design: uniform({ from: 0, to: 10, d }), uniform: stream(key) });

/** One plane y = 1 + x_1 / 2 + error of variance 1, inputs uniform on [0, 10]^d. */
export const onePlane = (d: number, n: number, key: string): Sample =>
  drawn(
    {
      gating: { beta0: [0], beta1: [zeros(d)] },
      experts: { a: [first(d, 0.5)], b: [1], sigma2: [1] },
    },
    d,
    n,
    key,
  );

/** Two crossing lines that overlap everywhere. */
export const twoLines: Params = {
  gating: { beta0: [0, 0], beta1: [[0], [0]] },
  experts: { a: [[1], [-1]], b: [0, 12], sigma2: [1, 1] },
};

/** A line with one change point at 5, or with two, at 3 and 7; the gates are steps. */
export const changePoints: Readonly<Record<1 | 2, Params>> = {
  1: {
    gating: { beta0: [5000, 0], beta1: [[-1000], [0]] },
    experts: { a: [[0.5], [-0.5]], b: [0, 8], sigma2: [1, 1] },
  },
  2: {
    gating: { beta0: [10_000, 7000, 0], beta1: [[-2000], [-1000], [0]] },
    experts: { a: [[0.5], [-0.5], [0.5]], b: [0, 8, -4], sigma2: [1, 1, 1] },
  },
};

/** Two planes on either side of the oblique plane sum_j x_j = 5 d; the gate is a step. */
export const changePlane = (d: number): Params => ({
  gating: { beta0: [5000 * d, 0], beta1: [new Array<number>(d).fill(-1000), zeros(d)] },
  experts: { a: [first(d, 0.5), first(d, -0.5)], b: [0, 8], sigma2: [1, 1] },
});

/** Two lines, one with a share of the data all over and a variance smaller by the ratio. */
export const narrow = (share: number, ratio: number): Params => ({
  gating: { beta0: [Math.log(share / (1 - share)), 0], beta1: [[0], [0]] },
  experts: { a: [[0.3], [-0.2]], b: [0, 2.5], sigma2: [ratio, 1] },
});

/** The same, the share of the inputs behind a step. */
export const behindStep = (share: number, ratio: number): Params => ({
  gating: { beta0: [10_000 * share, 0], beta1: [[-1000], [0]] },
  experts: { a: [[0.3], [-0.2]], b: [0, 2.5], sigma2: [ratio, 1] },
});

/** A sample of a truth with inputs uniform on [0, 10], without its labels. */
export const sampleOf = (truth: Params, n: number, key: string): Sample => {
  const d = (truth.gating.beta1 as readonly (readonly number[])[])[0].length;
  const { x, y } = drawn(truth, d, n, key);
  return { n, d, x, y };
};
