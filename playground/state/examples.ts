import type { Gate, State } from "./state.js";

/** A state with a name. */
export interface Example {
  readonly name: string;
  readonly state: State;
}

const softmax: Gate = {
  name: "softmax",
  activation: "sigmoid",
  transform: "tanh",
  tau: 0.1,
  topK: 0,
  rank: "slope",
};

const twoLines: State = {
  gate: softmax,
  family: "gaussian",
  atoms: [
    { beta0: 0, beta1: 6, a: 2, b: 1, sigma: 0.5 },
    { beta0: 0, beta1: 0, a: -1.5, b: -1, sigma: 0.4 },
  ],
  reach: 1,
  n: 500,
  seed: 1,
  fitted: 2,
};

/** States to begin with; the page opens with the first. */
export const examples: readonly Example[] = [
  { name: "Two lines", state: twoLines },
  {
    name: "Three regimes",
    state: {
      ...twoLines,
      atoms: [
        { beta0: -5, beta1: -15, a: 2, b: 3, sigma: 0.3 },
        { beta0: -4, beta1: 12, a: -3, b: 2, sigma: 0.4 },
        { beta0: 0, beta1: 0, a: -0.5, b: -1, sigma: 0.5 },
      ],
      n: 800,
      fitted: 3,
    },
  },
  {
    name: "Temperature",
    state: {
      ...twoLines,
      gate: { ...softmax, name: "activationDenseToSparse" },
      atoms: [
        { beta0: -0.3, beta1: 2.5, a: 2, b: 1, sigma: 0.5 },
        { beta0: 0, beta1: 0.3, a: -1.5, b: -1, sigma: 0.4 },
      ],
      reach: 3,
    },
  },
  {
    name: "Top 1",
    state: {
      ...twoLines,
      gate: { ...softmax, topK: 1 },
      atoms: [
        { beta0: -1, beta1: 8, a: -2, b: 2, sigma: 0.4 },
        { beta0: 0, beta1: 0, a: 3, b: 0, sigma: 0.3 },
      ],
    },
  },
  {
    name: "Counts",
    state: {
      ...twoLines,
      family: "poisson",
      atoms: [
        { beta0: 0.5, beta1: -5, a: -1, b: 1.5, sigma: 0.5 },
        { beta0: 0, beta1: 0, a: 1.2, b: 1.2, sigma: 0.5 },
      ],
    },
  },
  {
    name: "Classes",
    state: {
      ...twoLines,
      family: "multinomialLogistic",
      atoms: [
        { beta0: 0, beta1: 8, a: -5, b: 3, sigma: 0.5 },
        { beta0: 0, beta1: 0, a: -4, b: -2, sigma: 0.5 },
      ],
      n: 2000,
    },
  },
];
