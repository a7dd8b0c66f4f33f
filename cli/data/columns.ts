import { columnText } from "../../src/formula/print.js";
import { usedLevels, withReferences } from "../../src/table/factor.js";
import type { Table } from "../../src/table/table.js";
import { columnsNamed } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import type { Asked } from "./types.js";

/** The table with the reference levels that are asked for; not of a response of labels (`response`), whose order is a matter of its own. */
export function withReferencesOf(
  file: TableFile,
  { reference = {} }: Asked,
  response: string | undefined,
): TableFile {
  const entries = Object.entries(reference).filter(([name]) => name !== response);
  return { ...file, table: withReferences(file.table, Object.fromEntries(entries)) };
}

/** The text of the formula that is asked for: the given one, or that of a response and its inputs, which the columns `beside` it are not. */
export function formulaText(
  { formula, response, inputs }: Asked,
  file: TableFile,
  beside: readonly string[],
): string {
  if (formula !== undefined) {
    const other = response !== undefined ? "--response" : inputs !== undefined ? "--inputs" : undefined;
    if (other !== undefined) throw new Error(`invalid ${other}; the formula says it: ${formula}`);
    return formula;
  }
  if (response === undefined) throw new Error("missing --response; it or --formula says what is fitted");
  const names = file.table.columns.map(({ name }) => name);
  const [y] = columnsNamed([response], file, "--response");
  const all = names.filter((name) => name !== y && !beside.includes(name));
  const chosen = inputs === undefined ? all : columnsNamed(inputs, file, "--inputs");
  if (chosen.includes(y)) throw new Error(`invalid --inputs; "${y}" is the response`);
  return `${columnText(y)} ~ ${chosen.length === 0 ? "1" : chosen.map(columnText).join(" + ")}`;
}

/** The table without levels that no row has any more. */
export const occurringLevels = (table: Table, names: readonly string[]): Table => ({
  ...table,
  columns: table.columns.map((column) =>
    column.kind === "factor" && names.includes(column.name) ? usedLevels(column) : column,
  ),
});
