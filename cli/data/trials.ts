import { columnOf } from "../../src/table/columns.js";
import type { TableFile } from "../table/read.js";
import { notNumeric } from "./response.js";

/** A column of numbers of trials. Throws with the line of what is none. */
export function trialsIn(file: TableFile, name: string): Float64Array {
  const column = columnOf(file.table, name);
  if (column.kind === "factor") throw notNumeric(file, name);
  const { values } = column;
  const bad = values.findIndex((value) => !(Number.isSafeInteger(value) && value > 0));
  if (bad >= 0)
    throw new Error(
      `invalid line ${file.lines[bad]}, column "${name}", of ${file.file}; not a positive whole number of trials: ${values[bad]}`,
    );
  return values;
}
