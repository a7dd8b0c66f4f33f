import { inline } from "../executors/inline.js";
import { threads } from "../executors/threads.js";
import { meter } from "../progress.js";
import { longestFirst } from "../schedule.js";
import { experiments } from "../specs/index.js";
import { runNamedTrial } from "../trial.js";
import type { Executor, LostFit } from "../types/record.js";
import type { OpenRun } from "./open-run.js";
import type { RunOptions, RunsOptions } from "./options.js";
import type { Plan } from "./plan.js";

/** What is done with each experiment before its first and after its last fit. */
export interface Ends {
  readonly begin: (plan: Plan) => OpenRun;
  /** Closes the store. */
  readonly finish: (run: OpenRun) => void;
}

/** Runs what plans have left, with the same workers for all, and closes each run after its last fit. */
export async function runPlans(plans: readonly Plan[], options: RunsOptions, ends: Ends): Promise<void> {
  if (plans.length === 0) return;
  const executor =
    options.cluster?.(plans.map((plan) => ({ ...plan, experiment: plan.experiment.name }))) ??
    options.executor ??
    executorFor(plans, options);
  const open = new Map<string, OpenRun>();
  const close = (run: OpenRun) => {
    open.delete(run.plan.experiment.name);
    ends.finish(run);
  };
  try {
    for (const plan of plans) open.set(plan.experiment.name, ends.begin(plan));
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
    const tasks = longestFirst(runs.map(({ queue }) => queue));
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

const lostNotice = ({ experiment, n, replicate, reason }: LostFit): string =>
  `lost a fit of ${experiment}, n = ${n}, replicate ${replicate}: ${reason}; it counts as a failure, and the same command tries it again`;

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
