import { lostFile, readLost } from "../storage/lost.js";
import { readStore } from "../storage/store.js";
import { summarize } from "../summarize.js";
import { checkComplete, ofProtocol } from "./asked.js";
import type { RunOptions, RunResult } from "./options.js";
import { planOf } from "./plan.js";

/**
 * The summary and the records of a run from its results file alone: nothing is fitted, nothing is written.
 * Throws where a fit is missing.
 */
export function readExperiment(options: Omit<RunOptions, "workers" | "executor" | "signal">): RunResult {
  const plan = planOf(options);
  const { experiment, protocol, file, header, remeasure } = plan;
  const { records: all, damaged } = readStore(file, header, { remeasure });
  const records = ofProtocol(all, protocol);
  const made = new Set(records.map(({ n, replicate }) => `${n}/${replicate}`));
  const lost = ofProtocol(readLost(lostFile(file)), protocol).filter(
    ({ n, replicate }) => !made.has(`${n}/${replicate}`),
  );
  checkComplete(file, [...records, ...lost], protocol, damaged);
  return { summary: summarize(experiment, protocol, records, { ...plan, lost }), records, notices: [] };
}
