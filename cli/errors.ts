import { MoestatError } from "../src/error.js";

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
  if (!isMistakeOfCaller(error)) return error;
  const message = `${place}: ${(error as Error).message}`;
  return error instanceof MoestatError ? new MoestatError(message, error) : new Error(message);
}

/**
 * Whether an error tells the caller of a mistake: the library throws a `MoestatError` for these, and the command line plain `Error`s, so
 * that a `TypeError` and its like are ours.
 */
export function isMistakeOfCaller(error: unknown): boolean {
  return (
    error instanceof MoestatError ||
    (error instanceof Error && (error.name === "Error" || reasonOf(error) !== undefined))
  );
}

/** One line for the terminal: what went wrong, without a stack. */
export function sentence(error: unknown): string {
  const { message, path } = error as NodeJS.ErrnoException;
  const reason = reasonOf(error);
  const text = reason === undefined ? message : `cannot use ${path ?? "a file"}; ${reason}`;
  return shortened(text.replace(/\s*\n\s*/g, " ").trim());
}

/** Longer words are cells of a file, or lists, that nobody reads to their end; longer sentences have many of them. */
const [longestWord, longestSentence] = [120, 1500];

/** A text with the middle of its longest words, and its own, left out. */
function shortened(text: string): string {
  const without = (whole: string, most: number) =>
    whole.length <= most ? whole : `${whole.slice(0, most - 31)}…${whole.slice(-30)}`;
  return without(
    text.replace(/\S+/g, (word) => without(word, longestWord)),
    longestSentence,
  );
}
