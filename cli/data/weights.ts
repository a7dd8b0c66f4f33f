import { columnOf, rowsOf } from "../../src/table/columns.js";
import type { TableFile } from "../table/read.js";
import { count } from "../terminal.js";
import { notNumeric } from "./response.js";

/** Rows with their weights. */
export interface Weighted {
  readonly file: TableFile;
  readonly weights?: Float64Array;
  readonly remarks: readonly string[];
}

/**
 * The rows of a table with a positive weight, and the weights; all rows where no column of weights is named. Throws where the column is
 * one of categories, and with the line of a negative weight.
 */
export function weighted(file: TableFile, name: string | undefined): Weighted {
  if (name === undefined) return { file, remarks: [] };
  const column = columnOf(file.table, name);
  if (column.kind === "factor") throw notNumeric(file, name);
  const { values } = column;
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0)
    throw new Error(
      `invalid line ${file.lines[negative]}, column "${name}", of ${file.file}; a negative weight: ${values[negative]}`,
    );
  const rows = Int32Array.from(values.keys()).filter((row) => values[row] > 0);
  if (rows.length === 0) throw new Error(`invalid column "${name}" of ${file.file}; all weights are 0`);
  if (rows.length === file.table.n) return { file, weights: values, remarks: [] };
  return {
    file: { ...file, table: rowsOf(file.table, rows), lines: Array.from(rows, (row) => file.lines[row]) },
    weights: Float64Array.from(rows, (row) => values[row]),
    remarks: [`${count(file.table.n - rows.length, "row")} of weight 0 left out`],
  };
}
