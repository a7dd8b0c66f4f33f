import { temperatureExperiments } from "./temperature-experiments.js";

/** One expert more than the truth has, with the plain dense-to-sparse gate and with three activations. */
export const temperatureOver = temperatureExperiments({
  fit: "over",
  words: "over-specified, k = 3 for 2 experts",
  k: 3,
  losses: {
    plain: ["temperature.dr(2)", "temperature.dr(1)", "temperature.scaleFree.d2"],
    activated: ["activation.over"],
  },
});
