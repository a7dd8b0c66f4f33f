import { MoestatError } from "../../src/error.js";
import { UnknownLevelError } from "../../src/formula/formulaError.js";
import type { TableFile } from "../table/read.js";

/** The error that a response is not what its experts take, by the line of the file in place of the row: `invalid y[1]; ...`. */
export function responseError(
  { file, lines }: Pick<TableFile, "file" | "lines">,
  response: string,
  error: unknown,
): unknown {
  const found = error instanceof MoestatError ? /^invalid y\[(\d+)\]; (.*)$/.exec(error.message) : null;
  if (found === null) return error;
  const [, row, rule] = found;
  const zeros = rule === "not positive: 0" ? " (pointMass:0 in the list of --expert takes the zeros)" : "";
  return new MoestatError(
    `invalid line ${lines[Number(row)]}, response ${response}, of ${file}; ${rule}${zeros}`,
  );
}

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
