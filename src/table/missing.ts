import { columnOf } from "./columns.js";
import type { Column, Table } from "./table.js";

/** Where cells of some columns are missing. */
export interface MissingCells {
  /** The rows in which none is missing, in order. */
  readonly complete: Int32Array;
  /** The first row with a missing cell and the first column in it. */
  readonly first?: { readonly row: number; readonly column: string };
  /** How many cells each column lacks, the column that lacks most first; those that lack none are left out. */
  readonly columns: readonly { readonly column: string; readonly cells: number }[];
}

/** Whether a cell has no value. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === "numeric" ? Number.isNaN(column.values[row]) : column.codes[row] < 0;

/** The missing cells of the named columns. Throws on an unknown name. */
export function missingCells(table: Table, names: readonly string[]): MissingCells {
  const used = names.map((name) => columnOf(table, name));
  const lacking = new Uint8Array(table.n);
  const columns = used.map((column) => ({ column: column.name, cells: mark(column, lacking) }));
  const row = lacking.indexOf(1);
  const first = used.find((column) => row >= 0 && isMissing(column, row));
  const rows = Int32Array.from(lacking.keys());
  return {
    complete: rows.filter((t) => lacking[t] === 0),
    ...(first === undefined ? {} : { first: { row, column: first.name } }),
    columns: columns.filter(({ cells }) => cells > 0).sort((p, q) => q.cells - p.cells),
  };
}

/** Marks the rows in which a column lacks its value, and counts them. */
function mark(column: Column, lacking: Uint8Array): number {
  let cells = 0;
  for (let row = 0; row < lacking.length; row++) {
    if (!isMissing(column, row)) continue;
    lacking[row] = 1;
    cells++;
  }
  return cells;
}
