import { FormulaError, UnknownLevelError } from "../src/formula/formulaError.js";

/** The exit code of every mistake of the caller: a wrong option, a missing file, a bad value. */
export const USAGE = 2;
/** The exit code of a mistake of ours. */
export const INTERNAL = 70;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "not permitted",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EEXIST: "a file of that name is in the way",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left",
  EDQUOT: "no space is left in the quota",
  EFBIG: "it would be larger than files may be",
  EIO: "the device fails",
  EMFILE: "too many open files",
};

const reasonOf = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? undefined : REASONS[code];
};

/** `cannot read data.csv; no such file or folder` from a system error; any other error comes back as it is. */
export function fileError(verb: "read" | "write", file: string, error: unknown): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : new Error(`cannot ${verb} ${file}; ${reason}`);
}

/** The same error with `place: ` before its message: where the mistake stands. Mistakes of ours are left alone. */
export function located(place: string, error: unknown): unknown {
  return isMistakeOfCaller(error) ? new Error(`${place}: ${(error as Error).message}`) : error;
}

/**
 * Whether an error tells the caller of a mistake: the package throws plain `Error`s and those of formulas for these, so that a
 * `TypeError` and its like are ours.
 */
export function isMistakeOfCaller(error: unknown): boolean {
  return (
    (error instanceof Error && (error.name === "Error" || reasonOf(error) !== undefined)) ||
    error instanceof FormulaError ||
    error instanceof UnknownLevelError
  );
}

/** One line for the terminal: what went wrong, without a stack. */
export function sentence(error: unknown): string {
  const { message, path } = error as NodeJS.ErrnoException;
  const reason = reasonOf(error);
  const text = reason === undefined ? message : `cannot use ${path ?? "a file"}; ${reason}`;
  return text.replace(/\s*\n\s*/g, " ").trim();
}
