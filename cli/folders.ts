import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { resultsFilesIn } from "../experiments/storage/stored-runs.js";
import { parseSummary } from "../experiments/summarize.js";
import type { Summary } from "../experiments/types/summary.js";
import { fileError } from "./errors.js";

/** The results files of a folder. Throws a sentence where it cannot be read or has none. */
export function resultsIn(folder: string): string[] {
  try {
    return resultsFilesIn(folder);
  } catch (error) {
    throw fileError("read", folder, error);
  }
}

const summaryEnd = ".summary.json";

/** Whether a folder has a finished run. */
export const isFinished = (folder: string): boolean =>
  existsSync(folder) && namesIn(folder).some((name) => name.endsWith(summaryEnd));

/** The summaries of the finished runs of a folder, by name. Throws a sentence where it cannot be read or has none. */
export function summariesIn(folder: string): Summary[] {
  const files = namesIn(folder).filter((name) => name.endsWith(summaryEnd));
  if (files.length === 0) throw new Error(`no finished run in ${folder}; it has no file NAME.summary.json`);
  return files.sort().map((name) => readSummary(join(folder, name)));
}

/** Reads the summary of a run. Throws a sentence where it cannot be read or is no JSON. */
export function readSummary(file: string): Summary {
  try {
    return parseSummary(readFileSync(file, "utf8"));
  } catch (error) {
    const told = fileError("read", file, error);
    throw told === error ? new Error(`invalid ${file}; not a summary: ${(error as Error).message}`) : told;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw fileError("read", folder, error);
  }
}
