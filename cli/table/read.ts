import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import type { Table } from "../../src/table/table.js";
import {
  type CellAt,
  type CellOptions,
  type CellReader,
  cellReader,
  type MixedCells,
  type ReadColumn,
} from "./cells.js";
import { type Decimal, inWords, parserOptions, type Separator, separatorIn } from "./dialect.js";
import { checkMemory } from "./memory.js";
import { columnsNamed, type NamedTable } from "./names.js";
import { NUMBER } from "./numbers.js";
import { calledIn, textOf } from "./source.js";

/** What a file does not tell by itself. */
export interface ReadOptions extends CellOptions {
  /** As in the first lines by default. */
  readonly separator?: Separator;
  /** UTF-8 by default, or UTF-16 with a byte order mark. */
  readonly encoding?: string;
  /** Columns to leave out, whose cells say nothing of the file. */
  readonly exclude?: readonly string[];
  /** The columns that are needed, of those that there are; all by default. What the cells of the others are does not matter. */
  readonly needed?: (table: NamedTable) => readonly string[];
  /** Also keep all cells as they are written. */
  readonly keepCells?: boolean;
}

/** A table as a file holds it. */
export interface TableFile extends NamedTable {
  readonly separator: Separator;
  readonly decimal: Decimal;
  /** The line on which each row ends, from 1. */
  readonly lines: readonly number[];
  /** Columns of categories of which some cells are numbers. */
  readonly mixed: ReadonlyMap<string, MixedCells>;
  /** What was done to read it that may surprise, a sentence each. */
  readonly remarks: readonly string[];
  /** All cells as they are written, with the names of all columns: of the row names and others without a name too. */
  readonly cells?: { readonly names: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Of the beginning, so many characters tell the separator. */
const headLength = 1 << 16;

/**
 * Reads a table: cells kept apart by commas, semicolons, tabs or blanks, the first line naming the columns. A column of numbers is numeric,
 * any other is a factor with its levels sorted by code point; empty cells, NA, NaN and a single point are missing. Columns without a name,
 * as of R's row names, are passed over. Throws with file, line and column where a cell that is needed is infinite, where a row has another number
 * of cells, and where one cannot tell a decimal comma from a separator of thousands.
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<TableFile> {
  const file = calledIn(path);
  const pieces = textOf(path, options.encoding);
  const head = await beginningOf(pieces);
  if (head.trim() === "") throw new Error(`invalid ${file}; empty`);
  if (isJson(head)) throw new Error(`invalid ${file}; JSON, where a table is needed`);
  if (head.includes("\0"))
    throw new Error(`invalid ${file}; it holds zero bytes: is it UTF-16? (--encoding utf-16le)`);
  const [, announced, rest] = /^(?:"?sep=([,;\t])"?\r?\n)?(.*)$/s.exec(head)!;
  const separator = options.separator ?? (announced as Separator | undefined) ?? separatorIn(rest);
  const rows = rowReader(file, separator, options);
  await eachRecord(file, joined(rest, pieces), separator, rows.take, announced === undefined ? 0 : 1);
  return rows.end();
}

/** Whether a text begins as an object or a list of JSON does; the name of a first column in braces does not. */
const isJson = (head: string): boolean => /^\s*[{[]\s*(["{[\]}]|$)/.test(head);

/** The first characters of a text that comes in pieces, at least so many that they tell the separator. */
async function beginningOf(pieces: AsyncGenerator<string>): Promise<string> {
  let head = "";
  while (head.length < headLength) {
    const { value, done } = await pieces.next();
    if (done) break;
    head += value;
  }
  return head;
}

async function* joined(head: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* pieces;
}

/** A blank between blanks, as csv-parse sees it: a cell that nobody wrote. */
const GAP = "\0";

/** Calls `take` with each record and the line on which it ends. Blank lines are passed over. */
async function eachRecord(
  file: string,
  text: AsyncIterable<string>,
  separator: Separator,
  take: (record: readonly string[], line: number) => void,
  linesBefore: number,
): Promise<void> {
  const blanks = separator === " ";
  // Records are taken as they are parsed: a stream of a million small objects would cost several times more.
  const parser = parse({
    ...parserOptions(separator),
    ...(blanks
      ? { cast: (cell: string, { quoting }: { quoting: boolean }) => (cell === "" && !quoting ? GAP : cell) }
      : {}),
    on_record: (record: string[], { lines }) => {
      take(blanks ? record.filter((cell) => cell !== GAP) : record, lines + linesBefore);
      return null;
    },
  });
  try {
    await pipeline(Readable.from(text), parser.resume());
  } catch (error) {
    throw error instanceof CsvError
      ? new Error(`invalid ${file}; ${error.message.replace(/^[A-Z][\w ]*: /, "")}`)
      : error;
  }
}

/** Gathers the rows of a table. */
function rowReader(
  file: string,
  separator: Separator,
  { exclude = [], needed, keepCells, ...options }: ReadOptions,
) {
  const { decimal } = options;
  let header: string[] | undefined;
  let extra: "" | "row names" | "separator" = "";
  let readers: CellReader[] = [];
  const lines: number[] = [];
  const cells: (readonly string[])[] = [];

  /** The first row says whether rows have one cell more than the first line, and why. */
  const begin = (names: string[], record: readonly string[]): void => {
    if (record.length === names.length + 1) extra = record.at(-1) === "" ? "separator" : "row names";
    if (extra === "row names") names.unshift("");
    if (extra === "separator") names.push("");
    readers = names.map((name) => cellReader(name, options));
  };

  const take = (record: readonly string[], line: number): void => {
    if (header === undefined) {
      header = headerOf(file, record);
      return;
    }
    if (lines.length === 0) begin(header, record);
    if (record.length !== header.length)
      throw new Error(
        `${file}: invalid line ${line}; ${record.length} cells, ${extra === "" ? "the first line" : "line 2"} has ${header.length}`,
      );
    lines.push(line);
    if (lines.length % 65_536 === 0) checkMemory(file, lines.length);
    if (keepCells) cells.push(record);
    for (let j = 0; j < readers.length; j++) readers[j].take(record[j], line);
  };

  const end = (): TableFile => {
    if (lines.length === 0) throw new Error(`invalid ${file}; no rows under its first line`);
    const read = readers.map((reader) => reader.end());
    const tableOf = (columns: readonly ReadColumn[]): Table => ({
      n: lines.length,
      columns: columns.map(({ column }) => column),
    });
    const all = read.filter(({ column }) => column.name !== "");
    const excluded = columnsNamed(exclude, { file, table: tableOf(all), excluded: [] }, "--exclude");
    const named = all.filter(({ column }) => !excluded.includes(column.name));
    const known: NamedTable = { file, table: tableOf(named), excluded };
    const names = needed?.(known);
    const counted = names === undefined ? named : named.filter(({ column }) => names.includes(column.name));
    checkFinite(file, counted);
    const sign = decimal ?? decimalIn(file, separator, counted, named);
    return {
      ...known,
      separator,
      decimal: sign,
      lines,
      mixed: new Map(named.flatMap(({ column, mixed }) => (mixed ? [[column.name, mixed] as const] : []))),
      remarks: [...dialectRemark(separator, sign), ...unnamedRemarks(read)],
      ...(keepCells ? { cells: { names: header!, rows: cells } } : {}),
    };
  };
  return { take, end };
}

function headerOf(file: string, record: readonly string[]): string[] {
  const names = record.map((name) => name.trim());
  if (names.every((name) => NUMBER.test(name.replace(",", "."))))
    throw new Error(`${file}: invalid first line; it must name the columns: ${names.join(",")}`);
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`${file}: invalid first line; two columns have the name "${twice}"`);
  return names;
}

/** Throws on the first cell that is not finite. */
function checkFinite(file: string, columns: readonly ReadColumn[]): void {
  const found = columns.flatMap(({ column: { name }, infinite }) =>
    infinite ? [{ name, ...infinite }] : [],
  );
  const [first] = found.sort((p, q) => p.line - q.line);
  if (first === undefined) return;
  const { line, name, text } = first;
  throw new Error(`${file}: invalid line ${line}, column "${name}"; not finite: ${JSON.stringify(text)}`);
}

/**
 * The decimal sign of the numbers in the columns that count, or where these have none, in `all`. Throws where the former have both, and
 * where a comma may stand between thousands.
 */
function decimalIn(
  file: string,
  separator: Separator,
  columns: readonly ReadColumn[],
  all: readonly ReadColumn[],
): Decimal {
  const first = (of: "point" | "comma" | "sureComma", among = columns) => among.find((column) => column[of]);
  const [withPoint, withComma] = [first("point"), first("comma")];
  const isSure = separator !== "," || first("sureComma", all) !== undefined;
  if (withComma === undefined) return isSure && first("comma", all) && !first("point", all) ? "," : ".";
  const place = (column: ReadColumn, { line, text }: CellAt) =>
    `${JSON.stringify(text)} (line ${line}, column "${column.column.name}")`;
  const comma = place(withComma, withComma.comma!);
  if (withPoint !== undefined)
    throw new Error(
      `invalid ${file}; both ${comma} and ${place(withPoint, withPoint.point!)}: which is the decimal sign? (--decimal , or --decimal .)`,
    );
  if (!isSure)
    throw new Error(
      `invalid ${file}; ${comma} may be a decimal number or have a comma between thousands (--decimal , reads the former)`,
    );
  return ",";
}

const dialectRemark = (separator: Separator, decimal: Decimal): string[] =>
  separator === "," && decimal === "."
    ? []
    : [`read with ${inWords[separator]} between cells${decimal === "," ? " and decimal commas" : ""}`];

/** What is said of columns without a name. Those without a cell are the ends of lines that end in a separator. */
function unnamedRemarks(read: readonly ReadColumn[]): string[] {
  return read.flatMap(({ column }, j) => {
    if (column.name !== "" || isEmpty(column)) return [];
    return [
      j === 0
        ? "the first column has no name: it is taken for row names and passed over"
        : `column ${j + 1} has no name and is passed over`,
    ];
  });
}

const isEmpty = (column: ReadColumn["column"]): boolean =>
  column.kind === "numeric"
    ? column.values.every((value) => Number.isNaN(value))
    : column.codes.every((code) => code < 0);
