import { isMissing } from "./missing.js";
import type { Column, FactorColumn, NumericColumn } from "./table.js";

/** What a column looks like that a model had better not take as it is. */
export type Peculiarity =
  /** 1..n or 0..n-1 in order. */
  | "rowNumbers"
  /** Every level is a date, such as 2024-02-20, 20.02.2024 or 2/20/2024. */
  | "dates"
  /** Every level is a number with separators between its thousands. */
  | "groupedNumbers"
  /** A factor with as many levels as values, and more than two. */
  | "distinct";

const DATE = /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([./-])\d{1,2}\2(\d{4}|\d\d))([T ]\d{1,2}:\d\d.*)?$/;
const GROUPED = /^[+-]?\d{1,3}([.,' ]\d{3})+([.,]\d+)?$/;

/** What a column of a table looks like, if it is peculiar. */
export function peculiarity(column: Column): Peculiarity | undefined {
  if (column.kind === "numeric") return isRowNumbers(column) ? "rowNumbers" : undefined;
  const { levels } = column;
  if (levels.length === 0) return undefined;
  if (levels.every((level) => DATE.test(level))) return "dates";
  if (levels.every((level) => GROUPED.test(level))) return "groupedNumbers";
  return levels.length > 2 && levels.length === valuesIn(column) ? "distinct" : undefined;
}

const isRowNumbers = ({ values }: NumericColumn): boolean =>
  values.length > 2 &&
  (values[0] === 0 || values[0] === 1) &&
  values.every((value, t) => value === values[0] + t);

const valuesIn = (column: FactorColumn): number =>
  column.codes.reduce((sum, _, t) => sum + (isMissing(column, t) ? 0 : 1), 0);

/** The values of a numeric column in order where they are whole and few, at most `most`; otherwise undefined. */
export function fewWholeValues({ values }: NumericColumn, most: number): number[] | undefined {
  const found = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    found.add(value);
    if (!Number.isInteger(value) || found.size > most) return undefined;
  }
  return [...found].sort((p, q) => p - q);
}
