import type { Family } from "../../family.js";
import type { Model } from "../../model/model.js";
import type { FamilyParams, Params } from "../../types.js";
import type { Covariance } from "./covariance.js";

/** Standard errors in the shape of the parameters; null where the data do not identify a parameter. */
export interface StandardErrors {
  readonly gating: Readonly<Record<string, ErrorField>>;
  readonly experts: Readonly<Record<string, ErrorField>>;
}
/** One entry per expert, each of the shape of the parameter's; a single one for what the experts share. */
export type ErrorField =
  | number
  | null
  | readonly (number | null | readonly (number | null)[] | readonly (readonly (number | null)[])[])[];

/**
 * The square roots of the diagonal of a covariance matrix, in the shape of the parameters: null where the matrix has null, 0 for a parameter
 * that is not estimated (the pinned last gate, a reference class).
 */
export function standardErrorsOf(
  { gating, expert }: Pick<Model, "gating" | "expert">,
  params: Params,
  { matrix }: Pick<Covariance, "matrix">,
): StandardErrors {
  let next = 0;
  const error = (): number | null => {
    const variance = matrix[next][next];
    next++;
    return variance === null ? null : Math.sqrt(variance);
  };
  const fill = (value: unknown): unknown => (Array.isArray(value) ? value.map(fill) : error());
  const part = ({ fields }: Family, values: FamilyParams) =>
    Object.fromEntries(Object.keys(fields).map((name) => [name, fill(values[name]) as ErrorField]));
  return { gating: part(gating, params.gating), experts: part(expert, params.experts) };
}
