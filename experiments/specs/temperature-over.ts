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

/** One expert more than the truth has, with the plain dense-to-sparse gate and with three activations. */
export const temperatureOver: readonly Experiment[] = temperatureGates.map((gate) => ({
  name: `temperature-over-${gate}`,
  title: `Dense-to-sparse gating, ${gate === "plain" ? "plain" : `activation ${gate}`}: over-specified, k = 3 for 2 experts`,
  truthName: `temperature-${gate}`,
  truth: temperatureTruth(gate),
  ...mirrored(gate),
  experts: 3,
  theory: theoryOf(gate),
  notes: notesOn(gate),
  protocols: {
    certified: modelProtocol({
      design: temperatureDesign,
      draws: "uniform inputs on [-3, 3]",
      losses:
        gate === "plain"
          ? ["temperature.dr(2)", "temperature.dr(1)", "temperature.scaleFree.d2"]
          : ["activation.over"],
      tries: 8,
      provenance: "stand-in",
    }),
  },
}));

function theoryOf(gate: TemperatureGate): Theory {
  return gate === "plain"
    ? {
        slope: -0.5,
        kind: "lower",
        source: "no estimator has D_r smaller than n^{-1/2}, for any r, Nguyen, Akbarian and Ho (2024)",
      }
    : { slope: -0.5, source: "D = O(sqrt(log n / n)), over-specified, Nguyen, Akbarian and Ho (2024)" };
}
