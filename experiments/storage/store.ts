import { closeSync, lstatSync, openSync, realpathSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../folder.js";
import { parseJson } from "../json.js";
import type { TimedRecord, TrialRecord } from "../types/record.js";
import type { FitSet } from "./fit-set.js";
import { lock } from "./lock.js";
import { copied, linesAt, orderOf } from "./places.js";
import { type Records, recordsAt, type Standing, standingIn } from "./records.js";
import {
  type Contents,
  type Header,
  headerLine,
  markOf,
  readHeader,
  readResults,
  recordLine,
} from "./results-file.js";
import { openTimes, timesFile } from "./times.js";
import { removeDraft, writeAll, writeWhole } from "./write-whole.js";

/** Computes the losses of a record again from its estimate, as the protocol lists them now. */
export type Remeasure = (record: TrialRecord) => TrialRecord;

/** How a results file is opened. */
export interface StoreOptions {
  /** Needed where the file may hold other losses than the header lists. */
  readonly remeasure?: Remeasure | undefined;
  /** Whether a file that is a symbolic link may be written, where it points to; it is refused otherwise. */
  readonly follow?: boolean | undefined;
}

/** An open results file: which fits it holds, and a way to add to it. */
export interface Store {
  /** The fits that the file holds, those that were added among them. */
  readonly fits: Pick<FitSet, "markOf" | "count">;
  /** Sentences for the user: a repair that was made, a file of another version. */
  readonly notices: readonly string[];
  /** Appends a record as one line, in one write, and its time to the file of times. */
  append(record: TimedRecord): void;
  /**
   * Puts the records in order, by size and then by replicate, and returns all of them, to be read from the file. So files with
   * the same fits are equal byte for byte, in whatever order the fits were made. Memory holds some 60 bytes a fit.
   */
  complete(): Records;
  /** Gives the file and its lock free; closing once more does nothing. */
  close(): void;
}

/**
 * Opens a results file for appending: JSON lines below a header, each with a checksum. Makes the file and its folder where they are
 * missing and holds a lock beside the file until it is closed. A torn last line, which a killed process leaves, and lines that were
 * damaged are taken out, with a notice, so that their fits are run again. Where only the list of losses has changed since the file
 * was written, the losses of its records are computed again and the file is replaced, with a notice. Throws one line that names
 * the file where it cannot be written, is in use, is from another run or has no header; nothing is changed then.
 */
export function openStore(path: string, header: Header, { remeasure, follow }: StoreOptions = {}): Store {
  const file = readably(path, () => target(path, follow));
  const unlock = readably(file, () => {
    makeFolder(dirname(file));
    return lock(file);
  });
  try {
    return readably(file, () => {
      const contents = readResults(file, header);
      const otherLosses = contents.otherLosses && needed(file, remeasure);
      removeDraft(file);
      if (otherLosses) writeWhole(file, allLines(file, header, otherLosses));
      else if (contents.damaged > 0) writeWhole(file, allLines(file, header));
      else if (contents.end < contents.size) truncateSync(file, contents.end);
      const handle = openSync(file, "a");
      if (contents.end === 0) writeAll(handle, headerLine(header));
      return storeOf(file, header, contents, { handle, unlock });
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

function storeOf(
  file: string,
  header: Header,
  contents: Contents,
  { handle, unlock }: { readonly handle: number; readonly unlock: () => void },
): Store {
  const times = openTimes(timesFile(file));
  let open = true;
  return {
    fits: contents.fits,
    notices: noticesOf(file, header, contents),
    append({ seconds, ...record }) {
      const line = recordLine(record, header);
      readably(file, () => writeAll(handle, line));
      contents.fits.add(record.n, record.replicate, markOf(line.slice(0, -1)));
      readably(timesFile(file), () => times.append({ ...record, seconds }));
    },
    complete() {
      const { contents, standing } = standingIn(file, header);
      const order = orderOf(standing.places);
      if (contents.ordered && contents.damaged === 0) return recordsAt(standing, order);
      // As it stands: another version may have begun the file.
      const first = headerLine({ ...header, moestat: readHeader(file).moestat });
      readably(file, () => writeWhole(file, linesInOrder(first, standing, order)));
      const inOrder = copied(standing.places, order, Buffer.byteLength(first));
      return recordsAt({ ...standing, places: inOrder }, orderOf(inOrder));
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(handle);
      times.close();
      unlock();
    },
  };
}

/** What a results file holds, and how many of its lines are damaged. */
export interface Stored {
  /** By size, then by replicate; to be read from the file. */
  readonly records: Records;
  /** Which fits these are. */
  readonly fits: Pick<FitSet, "markOf" | "count">;
  readonly damaged: number;
}

/**
 * The records of a results file in order, which may be in use by another process: nothing is written, torn and damaged lines are
 * left out, other losses are computed. No file gives no records. Throws like `openStore`.
 */
export function readStore(file: string, header: Header, { remeasure }: StoreOptions = {}): Stored {
  const { contents, standing } = readably(file, () => standingIn(file, header));
  const { fits, damaged, otherLosses } = contents;
  const order = orderOf(standing.places);
  if (!otherLosses) return { records: recordsAt(standing, order), fits, damaged };
  const again = needed(file, remeasure);
  return { records: recordsAt(standing, order, (record) => reread(again(record))), fits, damaged };
}

// Written and read again, so that infinite losses are NaN, as when the file is read.
const reread = (record: TrialRecord): TrialRecord => parseJson(JSON.stringify(record)) as TrialRecord;

function needed(file: string, remeasure: Remeasure | undefined): Remeasure {
  if (remeasure) return remeasure;
  throw new Error(`results file "${file}" has other losses than are asked for`);
}

/** All lines of a file that are as they were written, below the header, in the order in which they stand. */
function* allLines(
  file: string,
  header: Header,
  remeasure: Remeasure = (record) => record,
): Generator<string> {
  const { standing } = standingIn(file, header);
  yield headerLine(header);
  const asTheyStand = Uint32Array.from({ length: standing.places.count }, (_, i) => i);
  for (const record of recordsAt(standing, asTheyStand)) yield recordLine(remeasure(record), header);
}

function* linesInOrder(first: string, { file, places }: Standing, order: Uint32Array): Generator<string> {
  yield first;
  yield* linesAt(file, places, order);
}

function noticesOf(file: string, header: Header, contents: Contents): string[] {
  const { count, damaged, end, size, otherVersion, otherLosses } = contents;
  return [
    ...(otherVersion
      ? [
          `results file "${file}" was begun by version ${otherVersion}; its fits are kept beside those of version ${header.moestat}`,
        ]
      : []),
    ...(otherLosses
      ? [
          `results file "${file}": the losses of ${count} fits were computed again, since others are recorded now`,
        ]
      : []),
    ...(damaged > 0
      ? [
          `results file "${file}": left out ${damaged === 1 ? "1 damaged line" : `${damaged} damaged lines`}; what stood there is run again`,
        ]
      : []),
    ...(end < size
      ? [`results file "${file}": cut off a torn last line (${size - end} bytes); that fit is run again`]
      : []),
  ];
}

/** The file that is meant. Throws for a symbolic link that is not to be followed. */
function target(path: string, follow = false): string {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  if (follow) return realpathSync(path);
  throw new Error(
    `results file "${path}" is a symbolic link; give --follow to write where it points to, or another --out`,
  );
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder cannot be made",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "read-only file system",
  ENOSPC: "no space left on the device",
  EDQUOT: "no space left in the quota",
  EFBIG: "it would be larger than files may be",
  ENOTDIR: "a part of its path is not a folder",
  EEXIST: "a part of its path is not a folder",
  EISDIR: "it is a folder",
};

/** Does something with a file. A refusal of the system becomes a sentence that names the file. */
export function readably<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code ? new Error(`cannot write results file "${file}"; ${reasons[code] ?? message}`) : error;
  }
}
