import { fieldsOn, firstSlope, namesOf, type Slot } from "../../params/layout.js";
import { entryIn } from "../../params/records.js";
import { columnUnits } from "../../params/units.js";
import type { AnyParams, ExpertsParams } from "../../types.js";
import type { Certificate } from "../maximum/certificate.js";
import type { Problem } from "../problem/problem.js";
import type { StandardErrors } from "./standardErrors.js";

/** Where the log-likelihood is no parabola within a standard error, so that Wald intervals mean little. */
export interface PoorWald {
  /** The standard error in the direction of which the data say least, in standardised units. */
  readonly standardError: number;
  /** The slopes and scales whose own standard error is greater than 1 in these units, by the names of `Certificate`. */
  readonly parameters: readonly string[];
}

/**
 * A standard error, in units of standardised inputs and response, beyond which a Wald interval means little. All coefficients have
 * a meaning in these units: one more of a gate's or a class's score multiplies odds by e, one more of a log variance, a log
 * mean or a log temperature the thing itself, and one more of a mean is a standard deviation of the response. Over such a range a log-likelihood is
 * no parabola.
 */
const mostError = 1;

/** What is to be known of a maximum. */
interface Known {
  readonly params: AnyParams;
  readonly certificate: Certificate;
  readonly standardErrors: StandardErrors<ExpertsParams>;
}

/** Present where the standard error 1 / sqrt(n leastInformation) is greater than 1. */
export function poorWaldOf(problem: Problem, answer: Known): PoorWald | undefined {
  const { leastInformation } = answer.certificate;
  if (leastInformation === null) return undefined;
  const standardError = 1 / Math.sqrt(problem.n * leastInformation);
  if (standardError <= mostError) return undefined;
  const names = namesOf(problem.model.layout);
  const parameters = standardisedErrors(problem, answer).flatMap(([position, error]) =>
    error > mostError ? [names[position]] : [],
  );
  return { standardError, parameters: [...new Set(parameters)] };
}

/**
 * The standard errors of slopes and of logarithms in standardised units, with their positions in theta; 0 for those that are not identified.
 * Those of other intercepts depend on where zero is.
 */
function standardisedErrors(problem: Problem, { params, standardErrors: errors }: Known): [number, number][] {
  return problem.model.layout.slots.flatMap((slot) => {
    const { part, family, predictorIndex, predictor, offset } = slot;
    if (offset < 0) return [];
    const unit = unitsOf(problem, slot, params);
    return fieldsOn(family, predictorIndex).flatMap((place): [number, number][] => {
      const { spec } = place;
      const error = entryIn(errors[part], slot, place);
      if (spec.part === "slopes")
        return (error as (number | null)[]).map((e, j) => [
          offset + firstSlope(predictor) + j,
          (e ?? 0) * unit[j],
        ]);
      if (spec.link === "identity" || firstSlope(predictor) === 0) return [];
      return [[offset, ((error as number | null) ?? 0) / (entryIn(params[part], slot, place) as number)]];
    });
  });
}

/** What a slope of a slot is multiplied by to be one of standardised columns and response. */
function unitsOf({ model, units }: Problem, slot: Slot, params: AnyParams): number[] {
  const { gating, families, inputs } = model;
  const { scale } = columnUnits(units, slot.predictor, inputs);
  const divisor =
    slot.part === "experts"
      ? families[slot.atom].predictorScale(units.response)[slot.predictorIndex].scale
      : gating.homogeneous
        ? (params.gating[gating.temperature as string] as number)
        : 1;
  return scale.map((one) => one / divisor);
}
