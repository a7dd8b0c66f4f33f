import type { FactorColumn } from "../table/table.js";

/** What arithmetic makes: a number for each row (NaN where missing), one number for all, or truth values as 0 and 1. */
export interface NumericValue {
  readonly kind: "numbers";
  readonly values: Float64Array | number;
  readonly truth?: true;
}

/** A category for each row; see `FactorColumn`. */
export type FactorValue = Pick<FactorColumn, "kind" | "levels" | "codes">;

/** Several columns of numbers under one name. */
export interface BasisValue {
  readonly kind: "basis";
  readonly columns: readonly Float64Array[];
}

export type Value =
  | NumericValue
  | FactorValue
  | BasisValue
  | { readonly kind: "text"; readonly text: string };

/** Whether a factor stands for truth values: they count as 0 and 1 in arithmetic. */
export const isTruth = ({ levels }: FactorValue): boolean =>
  levels.length <= 2 && levels.every((level) => level === "FALSE" || level === "TRUE");

/** A factor's truth values as numbers. */
export const truthNumbers = ({ levels, codes }: FactorValue): Float64Array =>
  Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : levels[code] === "TRUE" ? 1 : 0));

/** Truth values as a factor. */
export const truthFactor = (values: Float64Array): FactorValue => ({
  kind: "factor",
  levels: ["FALSE", "TRUE"],
  codes: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value)),
});
