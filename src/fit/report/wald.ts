import { fieldsOn, firstSlope, namesOf, type Slot } from "../../params/layout.js";
import { columnUnits } from "../../params/units.js";
import type { Params } from "../../types.js";
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
  readonly params: Params;
  readonly certificate: Certificate;
  readonly standardErrors: StandardErrors;
}

/** Present where the standard error 1 / sqrt(n leastInformation) is greater than 1. */
export function poorWaldOf(problem: Problem, answer: Known): PoorWald | undefined {
  const { leastInformation } = answer.certificate;
  if (leastInformation === null) return undefined;
  const standardError = 1 / Math.sqrt(problem.n * leastInformation);
  if (standardError <= mostError) return undefined;
  const { gating, expert, layout } = problem.model;
  const names = namesOf(layout, { gating, experts: expert });
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
  const { gating, expert, layout } = problem.model;
  const families = { gating, experts: expert };
  const entryOf = (fields: Readonly<Record<string, unknown>>, name: string, slot: Slot, entry?: number) => {
    const whole = slot.predictor.shared ? fields[name] : (fields[name] as unknown[])[slot.atom];
    return entry === undefined ? whole : (whole as unknown[])[entry];
  };
  return layout.slots.flatMap((slot) => {
    const { part, predictorIndex, predictor, offset } = slot;
    if (offset < 0) return [];
    const unit = unitsOf(problem, slot, params);
    return fieldsOn(families[part], predictorIndex).flatMap(({ name, spec, entry }): [number, number][] => {
      const error = entryOf(errors[part], name, slot, entry);
      if (spec.part === "slopes")
        return (error as (number | null)[]).map((e, j) => [
          offset + firstSlope(predictor) + j,
          (e ?? 0) * unit[j],
        ]);
      if (spec.link === "identity" || firstSlope(predictor) === 0) return [];
      return [
        [offset, ((error as number | null) ?? 0) / (entryOf(params[part], name, slot, entry) as number)],
      ];
    });
  });
}

/** What a slope of a slot is multiplied by to be one of standardised columns and response. */
function unitsOf({ model, units }: Problem, slot: Slot, params: Params): number[] {
  const { gating, expert, inputs } = model;
  const { scale } = columnUnits(units, slot.predictor, inputs);
  const divisor =
    slot.part === "experts"
      ? expert.predictorScale(units.response)[slot.predictorIndex].scale
      : gating.homogeneous
        ? (params.gating[gating.temperature as string] as number)
        : 1;
  return scale.map((one) => one / divisor);
}
