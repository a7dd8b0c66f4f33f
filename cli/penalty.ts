import type { VariancePrior } from "../src/family.js";
import type { FitOptions } from "../src/fit/index.js";
import { words } from "./options.js";
import { NUMBER } from "./table/numbers.js";

/** `--ridge 1`: a number from 0 on. */
export function ridge(text: string): number {
  const value = Number(text);
  if (NUMBER.test(text) && value >= 0) return value;
  throw new Error(`invalid --ridge; not a number from 0 on: ${text}`);
}

/** `--variance-prior 2,0.5`: shape and scale. */
export function variancePrior(text: string): VariancePrior {
  const values = words("--variance-prior")(text);
  if (values.length !== 2)
    throw new Error(`invalid --variance-prior; shape and scale are needed, as in 2,0.5: ${text}`);
  const bad = values.find((value) => !(NUMBER.test(value) && Number(value) > 0));
  if (bad !== undefined) throw new Error(`invalid --variance-prior; not positive: ${bad}`);
  const [shape, scale] = values.map(Number);
  return { shape, scale };
}

/** The penalty that the options ask for. */
export const penaltyOption = ({
  ridge: gateRidge,
  variancePrior: variance,
}: {
  readonly ridge?: number;
  readonly variancePrior?: VariancePrior;
}): Pick<FitOptions, "penalty"> =>
  gateRidge === undefined && variance === undefined
    ? {}
    : { penalty: { ...(gateRidge === undefined ? {} : { gateRidge }), ...(variance && { variance }) } };
