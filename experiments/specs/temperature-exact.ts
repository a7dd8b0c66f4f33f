import { temperatureExperiments } from "./temperature-experiments.js";

/** As many experts as the truth has, with the plain dense-to-sparse gate and with three activations. */
export const temperatureExact = temperatureExperiments({
  fit: "exact",
  words: "exact-specified, k = 2 of 2 experts",
  k: 2,
  losses: {
    plain: ["temperature.dr(2)", "temperature.dr(1)", "temperature.scaleFree.d1"],
    activated: ["activation.exact"],
  },
});
