import { factorOf } from "../../src/table/factor.js";
import type { Column } from "../../src/table/table.js";
import type { Decimal } from "./dialect.js";
import { INFINITE, isMissingText, NUMBER, THOUSANDS } from "./numbers.js";

/** A cell by its line, counted from 1. */
export interface CellAt {
  readonly line: number;
  readonly text: string;
}

/** A column as it was read, and what is to be said of it. */
export interface ReadColumn {
  readonly column: Column;
  /** For numbers: the first with a decimal point, the first with a comma, and the first whose comma separates no thousands. */
  readonly point?: CellAt;
  readonly comma?: CellAt;
  readonly sureComma?: CellAt;
  /** The first number that is not finite. */
  readonly infinite?: CellAt;
  /** For categories of which some are numbers. */
  readonly mixed?: MixedCells;
}

/** The cells of a column of numbers and texts. */
export interface MixedCells {
  /** How many cells are numbers, and how many are texts. */
  readonly numbers: number;
  readonly texts: number;
  /** The first text. */
  readonly text: CellAt;
}

/** What one has to know to read a cell. */
export interface CellOptions {
  /** Whichever a number has by default. */
  readonly decimal?: Decimal | undefined;
  /** Words for a missing value beside the usual ones. */
  readonly na?: readonly string[] | undefined;
}

/** Gathers the cells of one column. */
export interface CellReader {
  readonly take: (cell: string, line: number) => void;
  readonly end: () => ReadColumn;
}

/**
 * Reads a column cell by cell: numbers until a cell is none, and from there on categories, the numbers before as they were written.
 * Without a given decimal sign a point and a comma both make decimals; whether a file may mean both, the whole file says.
 */
export function cellReader(name: string, { decimal, na = [] }: CellOptions): CellReader {
  const numbers = numberReader(name, decimal);
  const texts = textReader(name);
  let text: CellAt | undefined;
  const take: CellReader["take"] = (cell, line) => {
    const written = cell.trim();
    const trimmed = na.includes(written) ? "" : written;
    if (text !== undefined) return texts.take(trimmed);
    if (numbers.take(trimmed, line)) return;
    text = { line, text: trimmed };
    for (const earlier of numbers.texts()) texts.take(earlier);
    texts.take(trimmed);
  };
  const end = (): ReadColumn => {
    if (text === undefined) return numbers.end();
    const column = texts.end();
    const numeric = column.levels.map((level) => plainNumber(level, decimal) !== undefined);
    const [count, others] = [true, false].map((is) =>
      column.codes.reduce((sum, code) => sum + Number(code >= 0 && numeric[code] === is), 0),
    );
    return { column, ...(count > 0 ? { mixed: { numbers: count, texts: others, text } } : {}) };
  };
  return { take, end };
}

/** A number with a point for its decimal sign; undefined where the text is none, or has another decimal sign than the given one. */
function plainNumber(text: string, decimal: Decimal | undefined): string | undefined {
  const mark = markIn(text);
  if (mark !== undefined && decimal !== undefined && mark !== decimal) return undefined;
  const plain = mark === "," ? text.replace(",", ".") : text;
  return NUMBER.test(plain) ? plain : undefined;
}

const markIn = (text: string): Decimal | undefined =>
  text.includes(",") ? "," : text.includes(".") ? "." : undefined;

function numberReader(name: string, decimal: Decimal | undefined) {
  const values: number[] = [];
  // The texts of numbers that are not written in their shortest form; a list with gaps, since most are.
  const odd: string[] = [];
  let [point, comma, sureComma, infinite]: (CellAt | undefined)[] = [];

  const numberIn = (text: string, line: number): number | undefined => {
    const plain = plainNumber(text, decimal);
    if (plain === undefined) return undefined;
    const mark = markIn(text);
    if (mark === ".") point ??= { line, text };
    if (mark === ",") comma ??= { line, text };
    if (mark === "," && !THOUSANDS.test(text)) sureComma ??= { line, text };
    return Number(plain);
  };

  /** Whether the cell is a number, or missing. */
  const take = (text: string, line: number): boolean => {
    if (isMissingText(text)) {
      values.push(Number.NaN);
      return true;
    }
    const value = numberIn(text, line) ?? (INFINITE.test(text) ? Number.POSITIVE_INFINITY : undefined);
    if (value === undefined) return false;
    if (!Number.isFinite(value)) infinite ??= { line, text };
    if (String(value) !== text) odd[values.length] = text;
    values.push(value);
    return true;
  };
  const texts = () => values.map((value, row) => odd[row] ?? (Number.isNaN(value) ? "" : String(value)));
  const end = (): ReadColumn => ({
    column: { kind: "numeric", name, values: Float64Array.from(values) },
    ...(point && { point }),
    ...(comma && { comma }),
    ...(sureComma && { sureComma }),
    ...(infinite && { infinite }),
  });
  return { take, texts, end };
}

function textReader(name: string) {
  const places = new Map<string, number>();
  const indices: number[] = [];
  const take = (text: string): void => {
    if (isMissingText(text)) {
      indices.push(-1);
      return;
    }
    let place = places.get(text);
    if (place === undefined) {
      place = places.size;
      places.set(text, place);
    }
    indices.push(place);
  };
  return { take, end: () => factorOf(name, [...places.keys()], indices) };
}
