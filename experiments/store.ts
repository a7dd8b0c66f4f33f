import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "./folder.js";
import { parseJson } from "./json.js";
import { lock } from "./lock.js";
import { type Contents, type Header, parseResults } from "./results-file.js";
import type { TrialRecord } from "./types/record.js";

/** Computes the losses of a record again from its estimate, as the protocol lists them now. */
export type Remeasure = (record: TrialRecord) => TrialRecord;

/** An open results file: what it held, and a way to add to it. */
export interface Store {
  /** The records that the file held when it was opened, in its order, each fit once. */
  readonly records: readonly TrialRecord[];
  /** Sentences for the user: a repair that was made, a file of another version. */
  readonly notices: readonly string[];
  /**
   * Appends the record as one line, in one write. Returns the record as a reader of the file will get it, in which a loss of Infinity
   * is NaN, since JSON has no infinite number: so a summary is the same whether its fits were run just now or read.
   */
  append(record: TrialRecord): TrialRecord;
  /** Gives the file and its lock free; closing once more does nothing. */
  close(): void;
}

/**
 * Opens a results file for appending: JSON lines below a header. Makes the file and its folder where they
 * are missing and holds a lock beside the file until it is closed. A torn last line, which a killed process
 * leaves, is cut off, with a notice. Where only the list of losses has changed since the file was written, the losses of its
 * records are computed again and the file is replaced, with a notice. Throws one line that names the file where it cannot be
 * written, is in use, is from another run or holds a line that is no record; nothing is changed then.
 */
export function openStore(file: string, header: Header, remeasure?: Remeasure): Store {
  const unlock = prepare(file);
  try {
    const bytes = readIfThere(file);
    const contents = parseResults(file, bytes, header);
    const { end, size, otherVersion } = contents;
    const records = withLosses(file, contents, remeasure);
    const notices = otherVersion ? [versionNotice(file, otherVersion, header.moestat)] : [];
    if (contents.otherLosses) {
      writeWhole(file, [header, ...records].map((line) => `${JSON.stringify(line)}\n`).join(""));
      notices.push(
        `results file "${file}": the losses of ${records.length} fits were computed again, since others are recorded now`,
      );
    }
    if (end < size) {
      if (!contents.otherLosses) truncateSync(file, end);
      notices.push(
        `results file "${file}": cut off a torn last line (${size - end} bytes); that fit is run again`,
      );
    }
    const handle = openSync(file, "a");
    if (end === 0) writeLine(handle, JSON.stringify(header));
    let open = true;
    return {
      records,
      notices,
      append(record) {
        const text = JSON.stringify(record);
        try {
          writeLine(handle, text);
        } catch (error) {
          throw readable(file, error);
        }
        return parseJson(text) as TrialRecord;
      },
      close() {
        if (!open) return;
        open = false;
        closeSync(handle);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw readable(file, error);
  }
}

/**
 * The records of a results file, which may be in use by another process: nothing is written, a torn last
 * line is left out, other losses are computed. No file gives no records. Throws like `openStore`.
 */
export function readStore(file: string, header: Header, remeasure?: Remeasure): readonly TrialRecord[] {
  try {
    return withLosses(file, parseResults(file, readIfThere(file), header), remeasure);
  } catch (error) {
    throw readable(file, error);
  }
}

/** Writes a file beside its place and moves it there, so that readers see the whole file or none. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The records of a file, with the losses computed again where other losses are asked for. */
function withLosses(
  file: string,
  { records, otherLosses }: Contents,
  remeasure: Remeasure | undefined,
): readonly TrialRecord[] {
  if (!otherLosses) return records;
  if (!remeasure) throw new Error(`results file "${file}" has other losses than are asked for`);
  // Written and read again, so that infinite losses are NaN, as when the file is read.
  return records.map((record) => parseJson(JSON.stringify(remeasure(record))) as TrialRecord);
}

function prepare(file: string): () => void {
  try {
    makeFolder(dirname(file));
    return lock(file);
  } catch (error) {
    throw readable(file, error);
  }
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

function writeLine(handle: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

function versionNotice(file: string, found: string, ours: string): string {
  return `results file "${file}" was begun by version ${found}; its fits are kept beside those of version ${ours}`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder cannot be made",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "read-only file system",
  ENOSPC: "no space left on the device",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  EISDIR: "it is a folder",
};

function readable(file: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code) return error as Error;
  return new Error(`cannot write results file "${file}"; ${reasons[code] ?? message}`);
}
