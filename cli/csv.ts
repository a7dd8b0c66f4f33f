import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { fileError } from "./errors.js";

/** Named numeric columns of equal length. */
export interface Columns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A data set as a CSV file holds it: the inputs' names and columns, and the response. */
export interface Data {
  readonly file: string;
  readonly response: string;
  readonly inputs: readonly string[];
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

function numberOf(cell: string, place: () => string): number {
  const text = cell.trim();
  if (text === "") throw new Error(`invalid ${place()}; empty`);
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  const rule = NUMBER.test(text) || NOT_FINITE.test(text) ? "not finite" : "not a number";
  throw new Error(`invalid ${place()}; ${rule}: ${JSON.stringify(text)}`);
}

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
 * names that the file has; only the chosen columns must hold numbers.
 * Throws with file, line, column and value where a cell is not a finite number or a row has another length.
 */
export async function readColumns(
  file: string,
  pick: (names: readonly string[]) => readonly string[],
): Promise<Columns> {
  let header: readonly string[] = [];
  let names: readonly string[] = [];
  let places: readonly number[] = [];
  let values: number[][] = [];
  await eachRecord(file, (record, line) => {
    if (header.length === 0) {
      header = headerOf(file, record);
      names = pick(header);
      places = names.map((name) => header.indexOf(name));
      values = names.map(() => []);
      return;
    }
    if (record.length !== header.length)
      throw new Error(
        `${file}: invalid line ${line}; ${record.length} cells, the first line has ${header.length}`,
      );
    for (let j = 0; j < places.length; j++)
      values[j].push(numberOf(record[places[j]], () => `line ${line}, column "${names[j]}", of ${file}`));
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

/** The column's place; throws with the known names where the file has no such column. */
function known(file: string, names: readonly string[], name: string): string {
  if (names.includes(name)) return name;
  throw new Error(`unknown column "${name}" in ${file}; known: ${names.filter((n) => n !== "").join(", ")}`);
}

function inputsOf(file: string, names: readonly string[], response: string, chosen?: readonly string[]) {
  const inputs = chosen ?? names.filter((name) => name !== response);
  if (inputs.length === 0)
    throw new Error(`invalid ${file}; no input column beside the response "${response}"`);
  const unnamed = inputs.indexOf("");
  if (unnamed >= 0)
    throw new Error(
      `invalid first line of ${file}; a column has no name (choose the input columns with --inputs)`,
    );
  for (const [i, name] of inputs.entries()) {
    known(file, names, name);
    if (name === response) throw new Error(`invalid inputs; "${name}" is the response`);
    if (inputs.indexOf(name) !== i) throw new Error(`invalid inputs; "${name}" is given twice`);
  }
  return inputs;
}

function checkInputs(file: string, names: readonly string[], columns: readonly Float64Array[]): void {
  for (const [i, column] of columns.entries()) {
    if (column.every((value) => value === column[0]))
      throw new Error(`invalid column "${names[i]}" of ${file}; constant: ${column[0]}`);
    for (let j = 0; j < i; j++) {
      const other = columns[j];
      if (column.every((value, t) => value === other[t]))
        throw new Error(`invalid columns "${names[j]}" and "${names[i]}" of ${file}; equal`);
    }
  }
}

/**
 * Reads a data set for a regression of `response` on `inputs` (all other columns where none are given).
 * Throws where a column is missing, constant, or repeats another one.
 */
export async function readData(file: string, response: string, chosen?: readonly string[]): Promise<Data> {
  let inputs: readonly string[] = [];
  const { columns } = await readColumns(file, (names) => {
    known(file, names, response);
    inputs = inputsOf(file, names, response, chosen);
    return [...inputs, response];
  });
  const x = columns.slice(0, -1);
  const y = columns.at(-1)!;
  if (y.length > 1) {
    checkInputs(file, inputs, x);
    if (y.every((value) => value === y[0]))
      throw new Error(`invalid column "${response}" of ${file}; constant: ${y[0]}`);
  }
  return { file, response, inputs, x, y };
}

const CHUNK = 10_000;

/** Lines of a CSV file, some thousands at a time; numbers in the shortest form that reads back as the same number. */
export function* csvChunks({ names, columns }: Columns): Generator<string> {
  yield `${names.join(",")}\n`;
  const n = columns[0]?.length ?? 0;
  for (let from = 0; from < n; from += CHUNK) {
    let text = "";
    for (let t = from; t < Math.min(from + CHUNK, n); t++) {
      for (let j = 0; j < columns.length; j++) text += (j === 0 ? "" : ",") + columns[j][t];
      text += "\n";
    }
    yield text;
  }
}

/** Writes columns as CSV to a file. */
export async function writeColumns(file: string, data: Columns): Promise<void> {
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
