import { open } from "node:fs/promises";
import { fileError } from "../errors.js";
import type { Decimal, Separator } from "./dialect.js";

/** Columns for a file: numbers or text. */
export interface Written {
  readonly names: readonly string[];
  readonly columns: readonly ArrayLike<number | string>[];
  /** A comma by default. */
  readonly separator?: Separator;
  /** A point by default; texts are left as they are. */
  readonly decimal?: Decimal;
}

const CHUNK = 10_000;

/** Lines of a file, some thousands at a time. A number that is none (NaN) is an empty cell. */
export function* csvChunks({ names, columns, separator = ",", decimal = "." }: Written): Generator<string> {
  const cell = cellWriter(separator, decimal);
  yield `${names.map(cell).join(separator)}\n`;
  const n = columns[0]?.length ?? 0;
  for (let from = 0; from < n; from += CHUNK) {
    let text = "";
    for (let t = from; t < Math.min(from + CHUNK, n); t++) {
      for (let j = 0; j < columns.length; j++) text += (j === 0 ? "" : separator) + cell(columns[j][t]);
      text += "\n";
    }
    yield text;
  }
}

/** Cells as text: numbers in the shortest form that reads back as the same number, text quoted where it must be. */
function cellWriter(separator: Separator, decimal: Decimal): (value: number | string) => string {
  const special = new RegExp(`["\\r\\n${separator === "\t" ? "\\t" : separator}]|^\\s|\\s$`);
  // Several blanks are one separator, so that an empty cell must be seen.
  const empty = separator === " " ? '""' : "";
  const quoted = (text: string): string =>
    text === "" ? empty : special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return (value) => {
    if (typeof value === "string") return quoted(value);
    if (Number.isNaN(value)) return empty;
    return decimal === "," ? quoted(`${value}`.replace(".", ",")) : `${value}`;
  };
}

/** Writes columns to a file. */
export async function writeColumns(file: string, data: Written): Promise<void> {
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
