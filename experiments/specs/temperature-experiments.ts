import type { Experiment, Theory } from "../types/experiment.js";
import { modelProtocol } from "./protocols.js";
import {
  mirrored,
  notesOn,
  type TemperatureGate,
  temperatureDesign,
  temperatureGates,
  temperatureTruth,
} from "./temperature-truth.js";

/** What distinguishes the fits of as many experts as the truth has from those of one more. */
interface TemperatureFit {
  readonly fit: "exact" | "over";
  /** `exact-specified, k = 2 of 2 experts` */
  readonly words: string;
  readonly k: number;
  /** Losses of the plain gate, and of the gates with an activation; the first is the headline. */
  readonly losses: Readonly<Record<"plain" | "activated", readonly string[]>>;
}

/** The experiments of one kind of fit: with the plain dense-to-sparse gate and with three activations. */
export const temperatureExperiments = (given: TemperatureFit): readonly Experiment[] =>
  temperatureGates.map((gate) => ({
    name: `temperature-${given.fit}-${gate}`,
    title: `Dense-to-sparse gating, ${gate === "plain" ? "plain" : `activation ${gate}`}: ${given.words}`,
    truthName: `temperature-${gate}`,
    truth: temperatureTruth(gate),
    ...mirrored(gate),
    k: given.k,
    theory: theoryOf(gate, given.fit),
    notes: notesOn(gate),
    protocols: {
      certified: modelProtocol({
        design: temperatureDesign,
        draws: "uniform inputs on [-3, 3]",
        losses: given.losses[gate === "plain" ? "plain" : "activated"],
        truth: temperatureTruth(gate),
        provenance: "stand-in",
      }),
    },
  }));

function theoryOf(gate: TemperatureGate, fit: TemperatureFit["fit"]): Theory {
  return gate === "plain"
    ? {
        slope: -0.5,
        kind: "lower",
        source: "no estimator has D_r smaller than n^{-1/2}, for any r, Nguyen, Akbarian and Ho (2024)",
      }
    : {
        slope: -0.5,
        source: `D = O(sqrt(log n / n)), ${fit}-specified, Nguyen, Akbarian and Ho (2024)`,
      };
}
