import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { fileError } from "./errors.js";

/** Named numeric columns of equal length. */
interface Columns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Columns for a CSV file: numbers or text. */
export interface Table {
  readonly names: readonly string[];
  readonly columns: readonly ArrayLike<number | string>[];
}

/** How the cells of a column become numbers; `place` says where a cell stands. */
export type Reader = (cell: string, place: () => string) => number;

export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/** Reads finite decimal numbers. */
const numberOf: Reader = (cell, place) => {
  const text = cell.trim();
  if (text === "") throw new Error(`invalid ${place()}; empty`);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const rule = NUMBER.test(text) || NOT_FINITE.test(text) ? "not finite" : "not a number";
  throw new Error(`invalid ${place()}; ${rule}: ${JSON.stringify(text)}`);
};

function headerOf(file: string, record: readonly string[]): string[] {
  const names = record.map((name) => name.trim());
  if (names.every((name) => NUMBER.test(name)))
    throw new Error(`${file}: invalid first line; it must name the columns: ${names.join(",")}`);
  const separator = names.length === 1 ? /[;\t]/.exec(names[0])?.[0] : undefined;
  if (separator !== undefined)
    throw new Error(`${file}: invalid separator; not a comma: ${JSON.stringify(separator)}`);
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`${file}: invalid first line; two columns have the name "${twice}"`);
  return names;
}

/**
 * Reads columns of a CSV file (comma-separated, the first line names the columns). `pick` chooses among the
 * names that the file has; only the chosen columns are read, as numbers unless `readerOf` says otherwise.
 * Throws with file, line, column and value where a cell is not a finite number or a row has another length.
 */
export async function readColumns(
  file: string,
  pick: (names: readonly string[]) => readonly string[],
  readerOf: (name: string) => Reader | undefined = () => undefined,
): Promise<Columns> {
  let header: readonly string[] = [];
  let names: readonly string[] = [];
  let readers: readonly Reader[] = [];
  let places: readonly number[] = [];
  let values: number[][] = [];
  await eachRecord(file, (record, line) => {
    if (header.length === 0) {
      header = headerOf(file, record);
      names = pick(header);
      places = names.map((name) => header.indexOf(name));
      readers = names.map((name) => readerOf(name) ?? numberOf);
      values = names.map(() => []);
      return;
    }
    if (record.length !== header.length)
      throw new Error(
        `${file}: invalid line ${line}; ${record.length} cells, the first line has ${header.length}`,
      );
    for (let j = 0; j < places.length; j++)
      values[j].push(readers[j](record[places[j]], () => `line ${line}, column "${names[j]}", of ${file}`));
  });
  if (header.length === 0) throw new Error(`invalid ${file}; empty`);
  if (values[0].length === 0) throw new Error(`invalid ${file}; no rows under its first line`);
  return { names, columns: values.map((column) => Float64Array.from(column)) };
}

/** Calls `take` with each record of a CSV file and the line on which it ends. Blank lines are passed over. */
async function eachRecord(file: string, take: (record: string[], line: number) => void): Promise<void> {
  // Records are taken as they are parsed: a stream of a million small objects would cost several times more.
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines }) => {
      take(record, lines);
      return null;
    },
  });
  try {
    await pipeline(createReadStream(file), parser.resume());
  } catch (error) {
    throw error instanceof CsvError
      ? new Error(`invalid ${file}; ${error.message.replace(/^[A-Z][\w ]*: /, "")}`)
      : fileError("read", file, error);
  }
}

const CHUNK = 10_000;

/** A cell as CSV: numbers in the shortest form that reads back as the same number, text quoted where it must be. */
const cellOf = (value: number | string): string =>
  typeof value === "string" && /[",\r\n]|^\s|\s$/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : `${value}`;

/** Lines of a CSV file, some thousands at a time. */
export function* csvChunks({ names, columns }: Table): Generator<string> {
  yield `${names.map(cellOf).join(",")}\n`;
  const n = columns[0]?.length ?? 0;
  for (let from = 0; from < n; from += CHUNK) {
    let text = "";
    for (let t = from; t < Math.min(from + CHUNK, n); t++) {
      for (let j = 0; j < columns.length; j++) text += (j === 0 ? "" : ",") + cellOf(columns[j][t]);
      text += "\n";
    }
    yield text;
  }
}

/** Writes columns as CSV to a file. */
export async function writeColumns(file: string, data: Table): Promise<void> {
  try {
    const handle = await open(file, "w");
    try {
      for (const chunk of csvChunks(data)) await handle.write(chunk);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError("write", file, error);
  }
}
