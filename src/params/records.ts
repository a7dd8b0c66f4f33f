import type { Expert, Predictor } from "../family.js";
import type { ExpertsParams, FamilyParams } from "../types.js";

/** Whether experts are of several families. Experts of the same family and options are made with one and the same object. */
export const isMixed = (families: readonly Expert[]): boolean =>
  families.some((family) => family !== families[0]);

/** Whether the experts of a parameter record have a record each. */
export const hasRecordEach = (experts: ExpertsParams): experts is readonly FamilyParams[] =>
  Array.isArray(experts);

/** The records of a model's experts with the family that each is of: one for all, or one for each where families differ. */
export const recordsOf = (
  families: readonly Expert[],
  experts: ExpertsParams,
): readonly (readonly [Expert, FamilyParams])[] =>
  hasRecordEach(experts)
    ? experts.map((record, i) => [families[i], record] as const)
    : [[families[0], experts]];

/** Where a field has what belongs to one predictor of one expert. */
export interface EntryPlace {
  readonly name: string;
  /** Where the field has several predictors: which of them. */
  readonly entry: number | undefined;
}

/** The part of a field that belongs to one predictor of one expert, in a record of parameters or one of its shape. */
export function entryIn(
  record: unknown,
  { atom, predictor: { shared } }: { readonly atom: number; readonly predictor: Predictor },
  { name, entry }: EntryPlace,
): unknown {
  type Fields = Readonly<Record<string, unknown>>;
  const own = Array.isArray(record)
    ? (record[atom] as Fields)[name]
    : shared
      ? (record as Fields)[name]
      : ((record as Fields)[name] as readonly unknown[])[atom];
  return entry === undefined ? own : (own as readonly unknown[])[entry];
}
