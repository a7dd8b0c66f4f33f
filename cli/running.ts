import { type RunResult, runExperiment } from "../experiments/run.js";
import type { Progress } from "../experiments/schedule.js";
import { type BudgetOptions, budgetOf } from "./budget.js";
import { note } from "./output.js";
import type { Display } from "./progress.js";

/** Runs an experiment as the command line asks, and shows how far it is. */
export async function runShown(
  experiment: string,
  protocol: string,
  options: BudgetOptions,
  {
    display,
    prefix,
    signal,
    onProgress,
  }: {
    readonly display: Display;
    readonly prefix?: string;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: Progress) => void;
  },
): Promise<RunResult> {
  const { sizes, reps, workers, seed, out } = options;
  try {
    return await runExperiment({
      experiment,
      protocol,
      budget: budgetOf(options),
      sizes,
      reps,
      workers,
      seed,
      out,
      signal,
      onNotice: note,
      onProgress: (progress) => {
        display.show(progress, prefix);
        onProgress?.(progress);
      },
    });
  } finally {
    display.stop();
  }
}
