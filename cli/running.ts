import type { Progress } from "../experiments/progress.js";
import { type RunResult, runExperiments } from "../experiments/run.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { Executor } from "../experiments/types/record.js";
import { type BudgetOptions, budgetOf } from "./budget.js";
import { note } from "./output.js";
import { display } from "./progress.js";
import { workersFor } from "./workers.js";

/** What a command does while experiments run. */
interface Watching {
  readonly signal: AbortSignal;
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
  { signal, executor, onProgress, onResult }: Watching,
): Promise<RunResult["summary"][]> {
  const { sizes, reps, seed, out, follow, fitTimeout } = options;
  const shown = display();
  const summaries = new Map<string, RunResult["summary"]>();
  try {
    await runExperiments({
      experiments,
      protocol,
      budget: budgetOf(options),
      sizes,
      reps,
      ...(executor ? {} : { workers: workersFor(options) }),
      seed,
      out,
      follow,
      fitTimeout,
      signal,
      executor,
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
