import { join } from "node:path";
import { experimentByName, protocolByName } from "../specs/index.js";
import type { Experiment } from "../types/experiment.js";
import type { RunOptions } from "./options.js";

/** The results file of a run. Throws for an unknown name. */
export function resultsFile({
  experiment,
  protocol,
  out = "results",
}: Pick<RunOptions, "experiment" | "protocol" | "out">): string {
  const found = experimentOf(experiment);
  return join(out, `${found.name}-${protocolByName(found, protocol).name}.jsonl`);
}

/** The summary that belongs to a results file. */
export function summaryFile(file: string): string {
  return file.replace(/\.jsonl$/, ".summary.json");
}

/** An experiment, or the one of a name. Throws for an unknown name. */
export const experimentOf = (given: Experiment | string): Experiment =>
  typeof given === "string" ? experimentByName(given) : given;
