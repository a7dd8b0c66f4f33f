import type { Family } from "../../family.js";
import type { AnyModel } from "../../model/model.js";
import { isMixed, recordsOf } from "../../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams } from "../../types.js";
import type { Covariance } from "./covariance.js";

/** Standard errors in the shape of the parameters; null where the data do not identify a parameter. */
export interface StandardErrors<Experts extends ExpertsParams = FamilyParams> {
  readonly gating: ErrorRecord;
  readonly experts: Experts extends readonly unknown[] ? readonly ErrorRecord[] : ErrorRecord;
}
type ErrorRecord = Readonly<Record<string, ErrorField>>;
/** One entry per expert, each of the shape of the parameter's; a single one for what the experts share, or where experts have a record each. */
export type ErrorField =
  | number
  | null
  | readonly (number | null | readonly (number | null)[] | readonly (readonly (number | null)[])[])[];

/**
 * The square roots of the diagonal of a covariance matrix, in the shape of the parameters: null where the matrix has null, 0 for a parameter
 * that is not estimated (the pinned last gate, a reference class).
 */
export function standardErrorsOf(
  { gating, families }: Pick<AnyModel, "gating" | "families">,
  params: AnyParams,
  { matrix }: Pick<Covariance, "matrix">,
): StandardErrors<ExpertsParams> {
  let next = 0;
  const error = (): number | null => {
    const variance = matrix[next][next];
    next++;
    return variance === null ? null : Math.sqrt(variance);
  };
  const fill = (value: unknown): unknown => (Array.isArray(value) ? value.map(fill) : error());
  const filled = ({ fields }: Family, values: FamilyParams) =>
    Object.fromEntries(Object.keys(fields).map((name) => [name, fill(values[name]) as ErrorField]));
  const ofGating = filled(gating, params.gating);
  const ofExperts = recordsOf(families, params.experts).map(([family, values]) => filled(family, values));
  return { gating: ofGating, experts: isMixed(families) ? ofExperts : ofExperts[0] };
}
