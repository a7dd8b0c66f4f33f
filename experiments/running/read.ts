import { lostFile, readLost } from "../storage/lost.js";
import { readStore } from "../storage/store.js";
import { summarize } from "../summarize.js";
import { checkComplete, isOf } from "./asked.js";
import type { RunOptions, RunResult } from "./options.js";
import { planOf } from "./plan.js";

/**
 * The summary and the records of a run from its results file alone: nothing is fitted, nothing is written.
 * Throws where a fit is missing.
 */
export function readExperiment(options: Omit<RunOptions, "workers" | "executor" | "signal">): RunResult {
  const plan = planOf(options);
  const { experiment, protocol, file, header, remeasure } = plan;
  const { records: all, fits, damaged } = readStore(file, header, { remeasure });
  const records = all.where(isOf(protocol));
  const lost = readLost(lostFile(file))
    .filter(isOf(protocol))
    .filter(({ n, replicate }) => fits.markOf(n, replicate) === 0);
  checkComplete(file, records.length + lost.length, protocol, damaged);
  return { summary: summarize(experiment, protocol, records, { ...plan, lost }), records, notices: [] };
}
