import type { FieldSpec, Predictor } from "../family.js";
import { shown } from "../numeric/shown.js";

/** The least and the greatest temperature that may be given: the range in which one is estimated by default. */
export const temperatureRange = [0.01, 100] as const;

/** The predictor of a temperature that all experts share, on the log scale; given (`fixed`) or estimated. */
export function temperaturePredictor(temperature: number | undefined): Predictor {
  const [least, greatest] = temperatureRange;
  if (
    temperature !== undefined &&
    !(typeof temperature === "number" && temperature >= least && temperature <= greatest)
  )
    throw new Error(`invalid temperature; not a number from ${least} to ${greatest}: ${shown(temperature)}`);
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
