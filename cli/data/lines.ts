import { UnknownLevelError } from "../../src/formula/formulaError.js";
import type { TableFile } from "../table/read.js";

/** Does what may fail at a row of a table, which an error then names by its line and file. */
export function onLines<T>({ file, lines }: Pick<TableFile, "file" | "lines">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnknownLevelError) {
      const { row, column, level, known } = error;
      throw new Error(
        `invalid line ${lines[row]}, column "${column}", of ${file}; unknown level "${level}"; known: ${known.join(", ")}`,
      );
    }
    const { message } = error as Error;
    const atLine = message.replace(/\brow (\d+)/, (_, row) => `line ${lines[Number(row) - 1]}`);
    throw atLine === message ? error : new Error(`${file}: ${atLine}`);
  }
}
