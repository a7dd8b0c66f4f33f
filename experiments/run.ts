import { join } from "node:path";
import { withBudget, withOverrides } from "./budgets.js";
import { inline } from "./executors/inline.js";
import { threads } from "./executors/threads.js";
import { definitionHash, definitionOf, trialKey } from "./identity.js";
import { version } from "./package-info.js";
import { meter, type Progress } from "./progress.js";
import type { Header } from "./results-file.js";
import { type Beginning, longestFirst, tasksOf } from "./schedule.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { openStore, type Remeasure, readStore, type Store, writeWhole } from "./store.js";
import { summarize, summaryText } from "./summarize.js";
import { remeasured, runNamedTrial } from "./trial.js";
import type { Experiment } from "./types/experiment.js";
import type { Budget, Protocol } from "./types/protocol.js";
import type { Executor, TrialRecord } from "./types/record.js";
import type { Summary } from "./types/summary.js";

/** What to run, how much of it, where and with what. */
export interface RunOptions {
  /**
   * An experiment or the name of one. One that no worker can find, as it is neither in the index nor has a source, runs in this thread
   * unless `executor` is given.
   */
  readonly experiment: Experiment | string;
  /** `certified` by default. */
  readonly protocol?: string | undefined;
  /**
   * `full`, the declared protocol, by default. `sizes` and `reps` each replace their part of it. What is not replaced stays that
   * of the budget asked for, but the summary calls the budget `custom`.
   */
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

/** Several experiments, all with the same options otherwise. */
export interface RunsOptions extends Omit<RunOptions, "experiment"> {
  readonly experiments: readonly (Experiment | string)[];
  /** Gets what each experiment found as soon as its last fit is done, whatever is still to be done of the others. */
  readonly onResult?: ((result: RunResult) => void) | undefined;
}

/**
 * Runs an experiment: fits what its results file does not hold yet, appends each fit to it, and writes the
 * summary beside it. The summary is the same to the byte for any number of workers and any interruption.
 * Throws for an unknown name, a bad size, a results file that is in use, foreign or cannot be written, and
 * the signal's reason after an abort.
 */
export async function runExperiment({ experiment, ...options }: RunOptions): Promise<RunResult> {
  const results: RunResult[] = [];
  const onResult = (result: RunResult) => void results.push(result);
  await runExperiments({ ...options, experiments: [experiment], onResult });
  return results[0];
}

/**
 * Runs several experiments, each as `runExperiment` does, with the same workers for all: a worker that finds no more to
 * do in one experiment takes a fit of the next. Each results file is open, and locked, until its experiment is
 * finished. Memory holds the records of unfinished experiments (about a kilobyte a fit), and no data. Throws like
 * `runExperiment`.
 */
export async function runExperiments(options: RunsOptions): Promise<void> {
  const plans = options.experiments.map((experiment) => planOf({ ...options, experiment }));
  if (plans.length === 0) return;
  const executor = options.executor ?? executorFor(plans, options.workers);
  const open = new Map<string, OpenRun>();
  const close = (run: OpenRun) => {
    open.delete(run.plan.experiment.name);
    const result = finish(run);
    options.onResult?.(result);
  };
  try {
    for (const plan of plans) open.set(plan.experiment.name, begin(plan, options.onNotice));
    const beginnings = [...open.values()].map(({ beginning }) => beginning);
    const progress = meter(beginnings, options.onProgress);
    const tasks = longestFirst(beginnings);
    for (const run of [...open.values()]) if (run.missing.size === 0) close(run);
    for await (const record of executor(tasks, { signal: options.signal })) {
      const run = open.get(record.experiment)!;
      run.found.set(record.key, run.store.append(record));
      run.missing.delete(record.key);
      progress(record);
      if (run.missing.size === 0) close(run);
    }
  } finally {
    for (const { store } of open.values()) store.close();
  }
}

/** An experiment that is being run. */
interface OpenRun {
  readonly plan: Plan;
  /** What `meter` and `longestFirst` are told of it. */
  readonly beginning: Beginning;
  readonly store: Store;
  /** The records of the file by key. */
  readonly found: Map<string, TrialRecord>;
  /** The keys of the fits that are not done. */
  readonly missing: Set<string>;
}

function begin(plan: Plan, onNotice: RunOptions["onNotice"]): OpenRun {
  const { experiment, protocol, seed } = plan;
  const store = openStore(plan.file, plan.header, plan.remeasure);
  for (const notice of store.notices) onNotice?.(notice);
  const found = new Map(store.records.map((record) => [record.key, record]));
  const keyed = tasksOf(experiment.name, protocol, seed).map((task) => ({
    task,
    key: trialKey(experiment, task),
  }));
  const missing = keyed.filter(({ key }) => !found.has(key));
  return {
    plan,
    beginning: {
      experiment,
      protocol,
      tasks: missing.map(({ task }) => task),
      finished: keyed.flatMap(({ key }) => found.get(key) ?? []),
    },
    store,
    found,
    missing: new Set(missing.map(({ key }) => key)),
  };
}

/** Closes the file and writes the summary. */
function finish({ plan, store, found }: OpenRun): RunResult {
  store.close();
  const { experiment, protocol, seed, file } = plan;
  const records = tasksOf(experiment.name, protocol, seed).map(
    (task) => found.get(trialKey(experiment, task))!,
  );
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
  const found = new Map(readStore(file, plan.header, plan.remeasure).map((record) => [record.key, record]));
  const tasks = tasksOf(experiment.name, protocol, seed);
  const records = tasks.flatMap((task) => found.get(trialKey(experiment, task)) ?? []);
  if (records.length < tasks.length) {
    throw new Error(
      `results file "${file}" holds ${records.length} of the ${tasks.length} fits asked for; run the experiment first`,
    );
  }
  return { summary: summarize(experiment, protocol, records, plan), records, notices: [] };
}

/** The results file of a run. Throws for an unknown name. */
export function resultsFile({
  experiment,
  protocol,
  out = "results",
}: Pick<RunOptions, "experiment" | "protocol" | "out">): string {
  const found = experimentOf(experiment);
  return join(out, `${found.name}-${protocolByName(found, protocol).name}.jsonl`);
}

const experimentOf = (given: Experiment | string): Experiment =>
  typeof given === "string" ? experimentByName(given) : given;

/** The summary that belongs to a results file. */
export function summaryFile(file: string): string {
  return file.replace(/\.jsonl$/, ".summary.json");
}

/**
 * What a run is to do: an experiment, the protocol with the budget's sizes and replicates, and the file for its records. The
 * tasks follow from the plan (`tasksOf`). Header and losses are those of the declared protocol, since they describe single fits,
 * which do not depend on sizes and replicates.
 */
interface Plan {
  readonly experiment: Experiment;
  readonly protocol: Protocol;
  readonly budget: Budget;
  readonly seed: string;
  readonly file: string;
  readonly header: Header;
  readonly remeasure: Remeasure;
}

function planOf(options: RunOptions): Plan {
  const { sizes, reps, seed = "moestat" } = options;
  const experiment = experimentOf(options.experiment);
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
    file: resultsFile(options),
    header: {
      moestat: version,
      experiment: experiment.name,
      protocol: protocol.name,
      spec: definitionHash(definition),
      definition,
    },
    remeasure: (record) => remeasured(experiment, declared, record),
  };
}

function executorFor(plans: readonly Plan[], workers: number | undefined): Executor {
  if (plans.every(({ experiment }) => experiments.includes(experiment) || experiment.source)) {
    return threads({ workers, sources: plans.flatMap(({ experiment }) => experiment.source ?? []) });
  }
  const known = new Map(plans.map((plan) => [plan.experiment.name, plan]));
  return inline((task) => {
    const { experiment } = known.get(task.experiment)!;
    return runNamedTrial(task, experiment);
  });
}
