import { join } from "node:path";
import { withBudget, withOverrides } from "./budgets.js";
import { inline } from "./executors/inline.js";
import { threads } from "./executors/threads.js";
import { definitionOf, specHash, trialKey } from "./identity.js";
import { version } from "./package-info.js";
import type { Header } from "./results-file.js";
import { type Progress, tasksOf, weight } from "./schedule.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { openStore, type Rescore, readStore, writeWhole } from "./store.js";
import { summarize, summaryText } from "./summarize.js";
import { rescored, trial } from "./trial.js";
import type { Budget, Executor, Experiment, Protocol, Summary, TrialRecord } from "./types.js";

/** What to run, how much of it, where and with what. */
export interface RunOptions {
  /** An experiment or the name of one. One that is not in the index runs in this thread unless `executor` is given. */
  readonly experiment: Experiment | string;
  /** `certified` by default. */
  readonly protocol?: string | undefined;
  /** `full`, the declared protocol, by default. `sizes` or `reps` replace its part and make the budget `custom`. */
  readonly budget?: Budget | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly reps?: number | undefined;
  readonly seed?: string | undefined;
  /** Number of worker threads; all cores by default. Results do not depend on it. */
  readonly workers?: number | undefined;
  /** Folder for the results; `results` by default. */
  readonly out?: string | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Gets each notice (a repaired file ...) when it arises. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Ends the run at once; what is finished is kept, and the same call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  readonly executor?: Executor | undefined;
}

/** What a run found and what it had to say. */
export interface RunResult {
  readonly summary: Summary;
  /** The records of this run's fits, by size and replicate. */
  readonly records: readonly TrialRecord[];
  readonly notices: readonly string[];
}

/**
 * Runs an experiment: fits what its results file does not hold yet, appends each fit to it, and writes the
 * summary beside it. The summary is the same to the byte for any number of workers and any interruption.
 * Throws for an unknown name, a bad size, a results file that is in use, foreign or cannot be written, and
 * the signal's reason after an abort.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const plan = planOf(options);
  const { experiment, protocol, seed, file } = plan;
  const tasks = tasksOf(experiment.name, protocol, seed);
  const executor = options.executor ?? executorFor(plan, options.workers);
  const found = new Map<string, TrialRecord>();
  const store = openStore(file, plan.header, plan.rescore);
  try {
    for (const notice of store.notices) options.onNotice?.(notice);
    for (const record of store.records) found.set(record.key, record);
    const missing = tasks.filter((task) => !found.has(trialKey(experiment, task)));
    const progress = meter(plan, tasks.length, missing, options.onProgress);
    for await (const record of executor(missing, { signal: options.signal })) {
      found.set(record.key, store.append(record));
      progress(record.n);
    }
  } finally {
    store.close();
  }
  const records = tasks.map((task) => found.get(trialKey(experiment, task))!);
  const summary = summarize(experiment, protocol, records, plan);
  writeWhole(summaryFile(file), summaryText(summary));
  return { summary, records, notices: store.notices };
}

/**
 * The summary and the records of a run from its results file alone: nothing is fitted, nothing is written.
 * Throws where a fit is missing.
 */
export function readExperiment(options: Omit<RunOptions, "workers" | "executor" | "signal">): RunResult {
  const plan = planOf(options);
  const { experiment, protocol, seed, file } = plan;
  const found = new Map(readStore(file, plan.header, plan.rescore).map((record) => [record.key, record]));
  const tasks = tasksOf(experiment.name, protocol, seed);
  const records = tasks.flatMap((task) => found.get(trialKey(experiment, task)) ?? []);
  if (records.length < tasks.length) {
    throw new Error(
      `results file "${file}" holds ${records.length} of the ${tasks.length} fits asked for; run the experiment first`,
    );
  }
  return { summary: summarize(experiment, protocol, records, plan), records, notices: [] };
}

/** The results file of a run, and the summary beside it. */
export function resultsFile(out: string, experiment: Experiment, protocol: Protocol): string {
  return join(out, `${experiment.name}-${protocol.name}.jsonl`);
}

/** The summary that belongs to a results file. */
export function summaryFile(file: string): string {
  return file.replace(/\.jsonl$/, ".summary.json");
}

interface Plan {
  readonly experiment: Experiment;
  readonly protocol: Protocol;
  readonly budget: Budget;
  readonly seed: string;
  readonly file: string;
  readonly header: Header;
  readonly rescore: Rescore;
}

function planOf(options: RunOptions): Plan {
  const { sizes, reps, seed = "moestat", out = "results" } = options;
  const experiment =
    typeof options.experiment === "string" ? experimentByName(options.experiment) : options.experiment;
  const declared = protocolByName(experiment, options.protocol);
  const budget = sizes || reps !== undefined ? "custom" : (options.budget ?? "full");
  const base = withBudget(declared, options.budget ?? "full");
  const protocol = withOverrides(base, { sizes, reps });
  const definition = definitionOf(experiment, declared);
  return {
    experiment,
    protocol,
    budget,
    seed,
    file: resultsFile(out, experiment, protocol),
    header: {
      moestat: version,
      experiment: experiment.name,
      protocol: protocol.name,
      spec: specHash(definition),
      definition,
    },
    rescore: (record) => rescored(experiment, declared, record),
  };
}

function executorFor({ experiment, protocol }: Plan, workers: number | undefined): Executor {
  if (experiments.includes(experiment)) return threads({ workers });
  return inline((task) => trial(experiment, protocol, task));
}

function meter(
  { experiment, protocol }: Plan,
  total: number,
  missing: readonly { readonly n: number }[],
  onProgress: RunOptions["onProgress"],
): (n: number) => void {
  const weightTotal = missing.reduce((sum, task) => sum + weight(task), 0);
  const resumed = total - missing.length;
  const fixed = {
    experiment: experiment.name,
    protocol: protocol.name,
    total,
    resumed,
    startedAt: Date.now(),
    weightTotal,
  };
  let done = resumed;
  let weightDone = 0;
  onProgress?.({ ...fixed, done, weightDone });
  return (n) => {
    done++;
    weightDone += weight({ n });
    onProgress?.({ ...fixed, done, weightDone, n });
  };
}
