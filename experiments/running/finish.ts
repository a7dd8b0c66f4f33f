import { experiments } from "../specs/index.js";
import { lostFile, writeLost } from "../storage/lost.js";
import { manifestFile, manifestOf, manifestText } from "../storage/manifest.js";
import { readably } from "../storage/store.js";
import { writeWhole } from "../storage/write-whole.js";
import { summarize, summaryText } from "../summarize.js";
import type { LostFit } from "../types/record.js";
import { checkComplete, isOf } from "./asked.js";
import { summaryFile } from "./files.js";
import type { OpenRun } from "./open-run.js";
import type { RunResult } from "./options.js";

/** Puts the records in order, writes summary and manifest and closes the file. */
export function finish({ plan, store, lost }: OpenRun): RunResult {
  const { experiment, protocol, file } = plan;
  try {
    const all = store.complete();
    const records = all.where(isOf(protocol));
    checkComplete(file, records.length + lost.length, protocol);
    const summary = summarize(experiment, protocol, records, { ...plan, lost });
    noteLost(file, lost);
    const known = experiments.includes(experiment);
    const manifest = manifestOf({ ...plan, known, source: experiment.source, fits: all.length });
    writeBeside(summaryFile(file), summaryText(summary));
    writeBeside(manifestFile(file), manifestText(manifest));
    return { summary, records, notices: store.notices };
  } finally {
    store.close();
  }
}

/** Notes the fits that a run has lost beside its results file. */
export function noteLost(file: string, lost: readonly LostFit[]): void {
  const path = lostFile(file);
  readably(path, () => writeLost(path, lost));
}

const writeBeside = (file: string, text: string): void => readably(file, () => writeWhole(file, text));
