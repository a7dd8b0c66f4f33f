import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { TrialRecord } from "../types/record.js";
import { type Header, readHeader, readResults } from "./results-file.js";

/** A results file with all that it holds. */
export interface StoredRun {
  readonly file: string;
  readonly header: Header;
  /** By size, then by replicate. */
  readonly records: readonly TrialRecord[];
  /** Lines that are not as they were written, and are left out. */
  readonly damaged: number;
}

/** The results files of a folder, by name. Throws where there is none. */
export function resultsFilesIn(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .sort();
  if (files.length === 0) throw new Error(`no results in ${folder}; it has no file NAME.jsonl`);
  return files.map((name) => join(folder, name));
}

/** Reads a results file by its own header, of whatever experiment it is. Throws one line where it is no results file. */
export function storedRun(file: string): StoredRun {
  const header = readHeader(file);
  const records: TrialRecord[] = [];
  const { damaged } = readResults(file, header, (record) => records.push(record));
  records.sort((p, q) => p.n - q.n || p.replicate - q.replicate);
  return { file, header, records, damaged };
}
