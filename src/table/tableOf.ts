import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import { factorOf } from "./factor.js";
import type { Column, Table } from "./table.js";

/** A cell of a column in a program: numbers, or texts and truth values; null, undefined and NaN are missing. */
export type Cell = number | string | boolean | null | undefined;

/**
 * A table from columns by their names: columns of numbers are numeric, columns of texts or truth values are factors with their levels
 * sorted by code point (FALSE, TRUE). Throws on columns of unequal length or of both kinds, and on what is infinite.
 */
export function tableOf(columns: Readonly<Record<string, ArrayLike<Cell>>>): Table {
  const entries = Object.entries(columns);
  for (const [name, cells] of entries)
    if (typeof cells !== "object" || cells === null || typeof cells.length !== "number")
      throw new MoestatError(`invalid column "${name}"; not a list of cells: ${shown(cells)}`);
  const n = entries[0]?.[1].length ?? 0;
  for (const [name, { length }] of entries)
    if (length !== n) throw new MoestatError(`invalid column "${name}"; ${n} cells expected: ${length}`);
  return { n, columns: entries.map(([name, cells]) => column(name, Array.from(cells))) };
}

function column(name: string, cells: readonly Cell[]): Column {
  const known = cells.filter((cell) => cell !== null && cell !== undefined && !Number.isNaN(cell));
  const numbers = known.filter((cell) => typeof cell === "number");
  if (numbers.length < known.length) return factor(name, cells, numbers[0]);
  const values = Float64Array.from(cells, (cell) => (cell as number | null) ?? Number.NaN);
  const infinite = values.find((value) => !Number.isNaN(value) && !Number.isFinite(value));
  if (infinite !== undefined) throw new MoestatError(`invalid column "${name}"; not finite: ${infinite}`);
  return { kind: "numeric", name, values };
}

function factor(name: string, cells: readonly Cell[], number: Cell): Column {
  if (number !== undefined)
    throw new MoestatError(`invalid column "${name}"; a number among texts: ${number}`);
  const texts = cells.map((cell) =>
    typeof cell === "string" || typeof cell === "boolean" ? textOf(cell) : undefined,
  );
  const distinct = [...new Set(texts)].filter((text) => text !== undefined);
  const place = new Map(distinct.map((text, i) => [text, i]));
  return factorOf(
    name,
    distinct,
    texts.map((text) => (text === undefined ? -1 : place.get(text)!)),
  );
}

const textOf = (cell: string | boolean): string =>
  typeof cell === "boolean" ? `${cell}`.toUpperCase() : cell;
