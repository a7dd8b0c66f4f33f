import type { FieldSpec, Predictor } from "../family.js";

/** The predictor of a temperature that all experts share, on the log scale; given (`fixed`) or estimated. */
export function temperaturePredictor(temperature: number | undefined): Predictor {
  if (temperature !== undefined && !(temperature > 0 && Number.isFinite(temperature)))
    throw new Error(`invalid temperature; not a positive number: ${temperature}`);
  return {
    name: "logTemperature",
    basis: "constant",
    shared: true,
    bound: "logTemperature",
    ...(temperature === undefined ? {} : { fixed: Math.log(temperature) }),
  };
}

/** The field `tau` on the predictor with that index. */
export const temperatureField = (predictor: number): FieldSpec => ({
  predictor,
  part: "intercept",
  link: "log",
});
