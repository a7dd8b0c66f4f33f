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

/** As many experts as the truth has, with the plain dense-to-sparse gate and with three activations. */
export const temperatureExact: readonly Experiment[] = temperatureGates.map((gate) => ({
  name: `temperature-exact-${gate}`,
  title: `Dense-to-sparse gating, ${gate === "plain" ? "plain" : `activation ${gate}`}: exact-specified, k = 2 of 2 experts`,
  truthName: `temperature-${gate}`,
  truth: temperatureTruth(gate),
  ...mirrored(gate),
  experts: 2,
  theory: theoryOf(gate),
  notes: notesOn(gate),
  protocols: {
    certified: modelProtocol({
      design: temperatureDesign,
      draws: "uniform inputs on [-3, 3]",
      losses:
        gate === "plain"
          ? ["temperature.dr(2)", "temperature.dr(1)", "temperature.scaleFree.d1"]
          : ["activation.exact"],
      tries: 6,
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
    : { slope: -0.5, source: "D = O(sqrt(log n / n)), exact-specified, Nguyen, Akbarian and Ho (2024)" };
}
