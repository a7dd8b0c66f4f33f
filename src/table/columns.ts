import { MoestatError } from "../error.js";
import { suggestion } from "../words/suggestion.js";
import type { Column, Table } from "./table.js";

/** The column of a name. Throws `unknown column "dos"; did you mean "dose"? Known: "dose", "y"`. */
export function columnOf({ columns }: Table, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw unknownColumn(
    name,
    columns.map((column) => column.name),
  );
}

/** The error that a name is not among those of the columns of a table. Names are quoted, since they may hold commas. */
export function unknownColumn(name: string, known: readonly string[], table?: string): MoestatError {
  const place = table === undefined ? "" : ` in ${table}`;
  const hint = suggestion(name, known);
  const list = known.map((one) => `"${one}"`).join(", ");
  return new MoestatError(
    `unknown column "${name}"${place}${hint}${hint === "" ? "; known:" : " Known:"} ${list}`,
  );
}

/** The rows of a table that are listed, in that order. */
export function rowsOf(table: Table, rows: ArrayLike<number>): Table {
  const indices = Array.from(rows);
  const columns = table.columns.map(
    (column): Column =>
      column.kind === "numeric"
        ? { ...column, values: Float64Array.from(indices, (t) => column.values[t]) }
        : { ...column, codes: Int32Array.from(indices, (t) => column.codes[t]) },
  );
  return { n: indices.length, columns };
}

/** The table without some of its columns. Throws where it has no such column. */
export function without(table: Table, names: readonly string[]): Table {
  for (const name of names) columnOf(table, name);
  return { ...table, columns: table.columns.filter(({ name }) => !names.includes(name)) };
}
