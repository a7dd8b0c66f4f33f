import { readdirSync } from "node:fs";
import { join } from "node:path";
import { shellWord } from "../shell-word.js";
import { orderOf } from "./places.js";
import { type Records, recordsAt, standingIn } from "./records.js";
import { type Header, readHeader } from "./results-file.js";
import { partOf } from "./shards.js";

/** A results file with all that it holds. */
export interface StoredRun {
  readonly file: string;
  readonly header: Header;
  /** By size, then by replicate; to be read from the file. */
  readonly records: Records;
  /** Lines that are not as they were written, and are left out. */
  readonly damaged: number;
}

/** The results files of a folder, by name, without those of shards. Throws where there is none. */
export function resultsFilesIn(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
  const whole = files.filter((name) => !partOf(name));
  if (files.length === 0) throw new Error(`no results in ${folder}; it has no file NAME.jsonl`);
  if (whole.length === 0)
    throw new Error(
      `no results in ${folder} but those of shards; put them together: moestat merge ${shellWord(folder)}`,
    );
  return whole.map((name) => join(folder, name));
}

/** The results files of a folder that have shards beside them, whether or not they are there themselves, by name. */
export function filesWithShards(folder: string): string[] {
  const whole = readdirSync(folder).flatMap((name) => partOf(name)?.whole ?? []);
  return [...new Set(whole)].sort().map((name) => join(folder, name));
}

/** Reads a results file by its own header, of whatever experiment it is. Throws one line where it is no results file. */
export function storedRun(file: string): StoredRun {
  const header = readHeader(file);
  const { contents, standing } = standingIn(file, header);
  return { file, header, records: recordsAt(standing, orderOf(standing.places)), damaged: contents.damaged };
}
