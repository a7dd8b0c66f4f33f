import { uniform } from "../../src/random/designs.js";
import type { FamilyParams, Params } from "../../src/types.js";
import type { Protocol } from "../types/protocol.js";
import { modelProtocol } from "./protocols.js";

/** The fits of either regime. */
export const multinomialFits = [
  { fit: "exact", k: 2, text: "exact-specified, k = 2 of 2 experts" },
  { fit: "over", k: 3, text: "over-specified, k = 3 for 2 experts" },
] as const;

/** The protocol of all of these fits; the first loss is the headline. */
export const multinomialProtocol = (truth: Params, losses: readonly string[]): Protocol =>
  modelProtocol({
    design: uniform(),
    draws: "uniform inputs on [-1, 1]",
    losses,
    truth,
    provenance: "stand-in",
  });

/** The gates that are compared: the standard softmax gate, and the input transformed by M(x) before it enters. */
export const multinomialGates = ["standard", "tanh", "sigmoid"] as const;
export type MultinomialGate = (typeof multinomialGates)[number];

/** Both experts depend on the input. Our own stand-in. */
export const regime1Truth = (gate: MultinomialGate): Params => ({
  gating: gating(gate, { beta0: [-1, 0], beta1: [[1.5], [0]] }),
  experts: {
    name: "multinomialLogistic",
    classes: 3,
    a: [
      [0, -2, 0],
      [-0.5, -1.5, 0],
    ],
    b: [
      [[-0.5], [4], [0]],
      [[6], [-6], [0]],
    ],
  },
});

/** The second expert ignores the input: the same class probabilities everywhere. Our own stand-in. */
export const regime2Truth = (gate: MultinomialGate): Params => ({
  gating: gating(gate, { beta0: [0.5, 0], beta1: [[2], [0]] }),
  experts: {
    name: "multinomialLogistic",
    classes: 3,
    a: [
      [0, 0, 0],
      [-1.5, -1.5, 0],
    ],
    b: [
      [[6], [-6], [0]],
      [[0], [0], [0]],
    ],
  },
});

const gating = (gate: MultinomialGate, numbers: FamilyParams): FamilyParams =>
  gate === "standard"
    ? { name: "softmax", ...numbers }
    : { name: "modifiedSoftmax", transform: gate, ...numbers };

const smallest = {
  1: { standard: 0.000353, tanh: 0.000382, sigmoid: 0.000285 },
  2: { standard: 0.000104, tanh: 0.0000811, sigmoid: 0.0000846 },
} as const;

/** The same of all gates in one sentence. */
export const informationNote = (regime: 1 | 2): string =>
  `Smallest eigenvalue of the Fisher information of one observation: ${Object.entries(smallest[regime])
    .map(([gate, value]) => `${gate} gate ${value}`)
    .join(", ")}.`;

/** One response of three classes says little: how much, at the truth, in the direction of which it says least. */
export const multinomialNote = (regime: 1 | 2, gate: MultinomialGate): string =>
  `Regime ${regime}, ${gate} gate: smallest eigenvalue of the Fisher information of one observation: ${smallest[regime][gate]}.`;
