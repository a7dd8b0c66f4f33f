import { uniform } from "../../src/random/designs.js";
import type { Params } from "../../src/types.js";
import type { Experiment } from "../types/experiment.js";

/** The gates that are compared: the plain dense-to-sparse gate and three with an activation. */
export const temperatureGates = ["plain", "sigmoid", "tanh", "gelu"] as const;
export type TemperatureGate = (typeof temperatureGates)[number];

/** Inputs over which the activations bend enough to tell slopes from temperature. */
export const temperatureDesign = uniform({ from: -3, to: 3 });

/**
 * One truth for all temperature gates, so chosen that the smallest eigenvalue of the Fisher information of an
 * observation is at least 1e-3 with each of the activations. Our own stand-in.
 */
export function temperatureTruth(gate: TemperatureGate): Params {
  const numbers = { beta0: [-0.3, 0], beta1: [[2.5], [0.3]], tau: 0.1 };
  return {
    gating:
      gate === "plain"
        ? { name: "denseToSparse", ...numbers }
        : { name: "activationDenseToSparse", activation: gate, ...numbers },
    experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
  };
}

/**
 * The same density again: with act(-z) = c - act(z), as for sigmoid and tanh, two experts with slopes (beta1_1, beta1_2)
 * have the gate of the slopes (-beta1_2, -beta1_1), since only act(beta1_1'x) - act(beta1_2'x) counts.
 */
export function mirrored(gate: TemperatureGate): Pick<Experiment, "equivalents"> {
  if (!isOdd(gate)) return {};
  const truth = temperatureTruth(gate);
  return { equivalents: [{ ...truth, gating: { ...truth.gating, beta1: [[-0.3], [-2.5]] } }] };
}

const isOdd = (gate: TemperatureGate) => gate === "sigmoid" || gate === "tanh";

/** The smallest eigenvalue of the Fisher information of one observation; coordinates beta0_1, beta1, log tau, a, b, log sigma2. */
const smallest = { sigmoid: 0.00217, tanh: 0.00403, gelu: 0.00538 } as const;

/** What a reader of the results should know of a gate at this truth. */
export function notesOn(gate: TemperatureGate): string[] {
  if (gate === "plain")
    return [
      "Plain gate: the Fisher information is 0 along (beta0, beta1, tau) -> c (beta0, beta1, tau), which changes nothing.",
    ];
  return [
    `Activation ${gate}: smallest eigenvalue of the Fisher information of one observation: ${smallest[gate]}.`,
    ...(isOdd(gate)
      ? [
          "Activations sigmoid and tanh: the slopes (β₁₁, β₁₂) and (−β₁₂, −β₁₁) of two experts give the same density; the loss is against the nearer.",
        ]
      : []),
  ];
}
