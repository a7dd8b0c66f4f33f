import { join } from "node:path";
import { withBudget, withOverrides } from "./budgets.js";
import { inline } from "./executors/inline.js";
import { threads } from "./executors/threads.js";
import { definitionHash, definitionOf } from "./identity.js";
import { version } from "./package-info.js";
import { meter, type Progress } from "./progress.js";
import { type Beginning, leftOf, longestFirst } from "./schedule.js";
import { experimentByName, experiments, protocolByName } from "./specs/index.js";
import { lostFile, readLost, writeLost } from "./storage/lost.js";
import { manifestFile, manifestOf, manifestText } from "./storage/manifest.js";
import { type Header, resultsFormat } from "./storage/results-file.js";
import { openStore, type Remeasure, readably, readStore, type Store } from "./storage/store.js";
import { readTimes, timesFile } from "./storage/times.js";
import { writeWhole } from "./storage/write-whole.js";
import { summarize, summaryText } from "./summarize.js";
import { remeasured, runNamedTrial } from "./trial.js";
import type { Experiment } from "./types/experiment.js";
import type { Budget, Protocol } from "./types/protocol.js";
import type { Executor, LostFit, TrialRecord } from "./types/record.js";
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
  /** Number of worker threads; as many as there are cores and memory for by default. Results do not depend on it. */
  readonly workers?: number | undefined;
  /** Seconds after which a fit is given up as lost; none by default. */
  readonly fitTimeout?: number | undefined;
  /** Folder for the results; `results` by default. */
  readonly out?: string | undefined;
  /** Whether results may be written through a results file that is a symbolic link. */
  readonly follow?: boolean | undefined;
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
 * Runs an experiment: fits what its results file does not hold yet, appends each fit to it, and at the end
 * puts it in order and writes summary and manifest beside it. These files are the same to the byte for any number of workers and any
 * interruption; times stand in a file of their own. Throws for an unknown name, a bad size, a results file that is in use,
 * foreign or cannot be written, and the signal's reason after an abort.
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
 * finished. Tasks are made as workers take them, and while a run goes on memory holds four bytes a fit; the records are read when an
 * experiment is finished. Throws like `runExperiment`.
 */
export async function runExperiments(options: RunsOptions): Promise<void> {
  const plans = options.experiments.map((experiment) => planOf({ ...options, experiment }));
  if (plans.length === 0) return;
  const executor = options.executor ?? executorFor(plans, options);
  const open = new Map<string, OpenRun>();
  const close = (run: OpenRun) => {
    open.delete(run.plan.experiment.name);
    const result = finish(run);
    options.onResult?.(result);
  };
  try {
    for (const plan of plans) open.set(plan.experiment.name, begin(plan, options.onNotice));
    const runs = [...open.values()];
    const progress = meter(
      runs.map(({ beginning }) => beginning),
      options.onProgress,
    );
    const onLost = (lost: LostFit) => {
      const run = open.get(lost.experiment)!;
      run.lost.push(lost);
      run.missing--;
      options.onNotice?.(lostNotice(lost));
      progress(lost);
    };
    const tasks = longestFirst(runs.map(({ plan, store: { fits } }) => ({ ...plan, fits })));
    for (const run of runs) if (run.missing === 0) close(run);
    for await (const record of executor(tasks, { signal: options.signal, onLost })) {
      const run = open.get(record.experiment)!;
      run.store.append(record);
      run.missing--;
      progress(record);
      if (run.missing === 0) close(run);
    }
    // Those whose last fits were lost.
    for (const run of [...open.values()]) close(run);
  } finally {
    for (const { store } of open.values()) store.close();
  }
}

/** An experiment that is being run. */
interface OpenRun {
  readonly plan: Plan;
  /** What `meter` is told of it. */
  readonly beginning: Beginning;
  readonly store: Store;
  /** How many fits are not done. */
  missing: number;
  /** The fits that were lost in this run. */
  readonly lost: LostFit[];
}

const lostNotice = ({ experiment, n, replicate, reason }: LostFit): string =>
  `lost a fit of ${experiment}, n = ${n}, replicate ${replicate}: ${reason}; it counts as a failure, and the same command tries it again`;

function begin(plan: Plan, onNotice: RunOptions["onNotice"]): OpenRun {
  const { experiment, protocol, file, header, remeasure, follow } = plan;
  const store = openStore(file, header, { remeasure, follow });
  for (const notice of store.notices) onNotice?.(notice);
  const left = leftOf({ ...plan, fits: store.fits });
  const missing = left.reduce((sum, { fits }) => sum + fits, 0);
  const finished = protocol.sizes.length * protocol.replicates - missing;
  const times = finished > 0 ? readTimes(timesFile(file)) : [];
  return { plan, store, missing, lost: [], beginning: { experiment, protocol, left, finished, times } };
}

/** Puts the records in order, writes summary and manifest and closes the file. */
function finish({ plan, store, lost }: OpenRun): RunResult {
  const { experiment, protocol, file } = plan;
  try {
    const all = store.complete();
    const records = ofProtocol(all, protocol);
    checkComplete(file, [...records, ...lost], protocol);
    const summary = summarize(experiment, protocol, records, { ...plan, lost });
    const path = lostFile(file);
    readably(path, () => writeLost(path, lost));
    const known = experiments.includes(experiment);
    const manifest = manifestOf({ ...plan, known, fits: all.length });
    writeBeside(summaryFile(file), summaryText(summary));
    writeBeside(manifestFile(file), manifestText(manifest));
    return { summary, records, notices: store.notices };
  } finally {
    store.close();
  }
}

const writeBeside = (file: string, text: string): void => readably(file, () => writeWhole(file, text));

/** The records of the sizes and replicates that are asked for; a file may hold more. */
const ofProtocol = <Fit extends Pick<TrialRecord, "n" | "replicate">>(
  fits: readonly Fit[],
  { sizes, replicates }: Protocol,
): readonly Fit[] => fits.filter(({ n, replicate }) => replicate < replicates && sizes.includes(n));

function checkComplete(
  file: string,
  fits: readonly unknown[],
  { sizes, replicates }: Protocol,
  damaged = 0,
): void {
  const asked = sizes.length * replicates;
  if (fits.length === asked) return;
  const lost = damaged > 0 ? ` (${damaged} of its lines are damaged)` : "";
  throw new Error(
    `results file "${file}" holds ${fits.length} of the ${asked} fits asked for${lost}; run the experiment first`,
  );
}

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
  readonly follow: boolean;
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
      format: resultsFormat,
      experiment: experiment.name,
      protocol: protocol.name,
      seed,
      spec: definitionHash(definition),
      definition,
    },
    remeasure: (record) => remeasured(experiment, declared, record),
    follow: options.follow ?? false,
  };
}

function executorFor(
  plans: readonly Plan[],
  { workers, fitTimeout }: Pick<RunOptions, "workers" | "fitTimeout">,
): Executor {
  if (plans.every(({ experiment }) => experiments.includes(experiment) || experiment.source))
    return threads({
      workers,
      timeout: fitTimeout,
      sources: plans.flatMap(({ experiment }) => experiment.source ?? []),
    });
  const known = new Map(plans.map((plan) => [plan.experiment.name, plan]));
  return inline((task) => {
    const { experiment } = known.get(task.experiment)!;
    return runNamedTrial(task, experiment);
  });
}
