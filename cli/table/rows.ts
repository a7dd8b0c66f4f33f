import { rowsOf } from "../../src/table/columns.js";
import { missingCells } from "../../src/table/missing.js";
import { count } from "../terminal.js";
import type { TableFile } from "./read.js";

/** What becomes of rows with a missing cell. */
export type MissingRule = "drop" | "error";

/** Rows of a table without a missing cell. */
export interface CompleteRows {
  readonly file: TableFile;
  /** How many rows were left out. */
  readonly dropped: number;
  readonly remarks: readonly string[];
}

/**
 * The rows that have a value in each of the named columns. Throws with the first missing cell where the rule is `error`, and where no row
 * is left.
 */
export function completeRows(file: TableFile, names: readonly string[], rule: MissingRule): CompleteRows {
  const { complete, first, columns } = missingCells(file.table, names);
  if (first === undefined) return { file, dropped: 0, remarks: [] };
  const { n } = file.table;
  if (rule === "error")
    throw new Error(
      `invalid line ${file.lines[first.row]}, column "${first.column}", of ${file.file}; missing (--missing drop leaves such rows out)`,
    );
  const [most] = columns;
  const cause = `column "${most.column}" lacks ${most.cells.toLocaleString("en")}${columns.length > 1 ? ", the most" : ""}`;
  if (complete.length === 0)
    throw new Error(`invalid ${file.file}; each of its ${count(n, "row")} has a missing cell: ${cause}`);
  const dropped = n - complete.length;
  return {
    file: {
      ...file,
      table: rowsOf(file.table, complete),
      lines: Array.from(complete, (row) => file.lines[row]),
    },
    dropped,
    remarks: [`${dropped.toLocaleString("en")} of ${count(n, "row")} left out for missing cells: ${cause}`],
  };
}
