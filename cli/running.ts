import type { Progress } from "../experiments/progress.js";
import { runExperiments, runShard } from "../experiments/run.js";
import type { RunResult } from "../experiments/running/options.js";
import { shellWord } from "../experiments/shell-word.js";
import { type Shard, shardName } from "../experiments/storage/shards.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Executor } from "../experiments/types/record.js";
import { type BudgetOptions, budgetOf } from "./budget.js";
import { clusterOf } from "./cluster.js";
import { interruptible } from "./interrupt.js";
import { note, print } from "./output.js";
import { display } from "./progress.js";
import { count } from "./terminal.js";
import { workersFor } from "./workers.js";

/** What a command does while experiments run. */
interface Watching {
  readonly signal: AbortSignal;
  /** What the run is called in a cluster. */
  readonly name: string;
  /** The workers; those that the options ask for where absent. */
  readonly executor?: Executor;
  readonly onProgress?: (progress: Progress) => void;
  /** Gets what each experiment found when it is finished. */
  readonly onResult?: (result: RunResult) => void;
}

/** Runs experiments as the command line asks, shows how far they are, and returns what they found in their order. */
export async function runShown(
  experiments: readonly (Experiment | string)[],
  protocol: string,
  options: BudgetOptions,
  { signal, name, executor, onProgress, onResult }: Watching,
): Promise<RunResult["summary"][]> {
  const { sizes, reps, seed, out, follow, fitTimeout } = options;
  const cluster = clusterOf(name, options);
  const shown = display();
  const summaries = new Map<string, RunResult["summary"]>();
  try {
    await runExperiments({
      experiments,
      protocol,
      budget: budgetOf(options),
      sizes,
      reps,
      ...(executor || cluster ? {} : { workers: workersFor(options) }),
      seed,
      out,
      follow,
      fitTimeout,
      signal,
      executor,
      cluster,
      onNotice: note,
      onProgress: (progress) => {
        shown.show(progress);
        onProgress?.(progress);
      },
      onResult: (result) => {
        summaries.set(result.summary.experiment, result.summary);
        onResult?.(result);
      },
    });
  } finally {
    shown.stop();
  }
  return experiments.map((one) => summaries.get(typeof one === "string" ? one : one.name)!);
}

/** Runs one shard of the experiments, shows how far it is, and prints the files that it wrote to. */
export async function runShardShown(
  experiments: readonly (Experiment | string)[],
  protocol: string,
  { shard, ...options }: BudgetOptions & { readonly shard: Shard },
): Promise<void> {
  clusterOf("", { ...options, shard });
  const { sizes, reps, seed, out, follow, fitTimeout } = options;
  const shown = display();
  const results = await interruptible(
    (signal) =>
      runShard({
        ...{ shard, experiments, protocol, sizes, reps, seed, out, follow, fitTimeout, signal },
        budget: budgetOf(options),
        workers: workersFor(options),
        onNotice: note,
        onProgress: shown.show,
      }).finally(shown.stop),
    () => `what is finished is kept in ${out}; the same command goes on from there`,
  );
  for (const { file } of results) print(file);
  const added = results.reduce((sum, result) => sum + result.added, 0);
  note(
    `shard ${shardName(shard)} is done, ${count(added, "fit")} added; when all are, put them together with: moestat merge ${shellWord(out)}`,
  );
}
