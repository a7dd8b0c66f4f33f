import { unknownColumn } from "../../src/table/columns.js";
import type { Table } from "../../src/table/table.js";

/** A table whose columns are named, and what messages call it. */
export interface NamedTable {
  readonly file: string;
  readonly table: Table;
  /** The names of columns that were left out. */
  readonly excluded: readonly string[];
}

/**
 * The columns that a list of names means. Neighbours of which one is no column, but which are one with the comma between them, are that
 * column: shells take away the quotes of `--inputs "Blood pressure, sys"`. Throws on an unknown name, on one that is left out, and where one is
 * given twice.
 */
export function columnsNamed(
  list: readonly string[],
  { file, table, excluded }: NamedTable,
  flag: string,
): string[] {
  const known = table.columns.map(({ name }) => name);
  const names: string[] = [];
  for (let i = 0; i < list.length; ) {
    const length = lengthOfName(list.slice(i), known);
    if (length === 0 && excluded.includes(list[i]))
      throw new Error(`invalid ${flag}; "${list[i]}" is left out by --exclude`);
    if (length === 0) throw unknownColumn(list[i], known, file);
    names.push(known.find((name) => isJoined(name, list.slice(i, i + length)))!);
    i += length;
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`invalid ${flag}; "${twice}" is given twice`);
  return names;
}

/** How many words at the beginning of a list make a known name, as few as possible; 0 if none do. */
const lengthOfName = (list: readonly string[], known: readonly string[]): number =>
  list.findIndex((_, last) => known.some((name) => isJoined(name, list.slice(0, last + 1)))) + 1;

const isJoined = (name: string, words: readonly string[]): boolean =>
  words.length === 1
    ? name === words[0]
    : name.split(",").length === words.length && name.split(",").every((part, i) => part.trim() === words[i]);
