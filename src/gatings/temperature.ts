import type { FieldSpec, Predictor } from "../family.js";
import { checkOption, type OptionDeclaration } from "../params/options.js";

/** The least and the greatest temperature that may be given: the range in which one is estimated by default. */
const temperatureRange = [0.01, 100] as const;

/** The option of a gating whose temperature may be given. */
export const temperatureOption = {
  kind: "number",
  help: "temperature of the gate",
  placeholder: "T",
  least: temperatureRange[0],
  most: temperatureRange[1],
  examples: [0.6],
  estimated: true,
} as const satisfies OptionDeclaration;

/** The predictor of a temperature that all experts share, on the log scale; given (`fixed`) or estimated. */
export function temperaturePredictor(temperature: number | undefined): Predictor {
  if (temperature !== undefined) checkOption("temperature", temperatureOption, temperature);
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
