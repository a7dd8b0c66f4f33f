import { finish, noteLost } from "./running/finish.js";
import { begin, beginShard } from "./running/open-run.js";
import type { RunOptions, RunResult, RunsOptions, ShardOptions, ShardResult } from "./running/options.js";
import { planOf } from "./running/plan.js";
import { runPlans } from "./running/run-plans.js";
import { checkShard } from "./storage/shards.js";

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
 * finished. What shards have done is taken up first, and their files are removed. Tasks are made as workers take them, and while a
 * run goes on memory holds four bytes a fit, at its end some 60 and eight more for each loss: records are read one by one. Throws like `runExperiment`, and
 * where a shard is being run.
 */
export async function runExperiments(options: RunsOptions): Promise<void> {
  const plans = options.experiments.map((experiment) => planOf({ ...options, experiment }));
  const whileRunning = options.cluster !== undefined;
  await runPlans(plans, options, {
    begin: (plan) => begin(plan, { whileRunning, onNotice: options.onNotice }),
    finish: (run) => {
      const result = finish(run);
      options.onResult?.(result);
    },
  });
}

/**
 * Runs of each experiment the fits that belong to the shard (`shardIndex`) and that stand neither in the results file nor in that of
 * another shard, and appends them to the shard's own file (`shardFile`). `runExperiments` puts the shards together. Throws like
 * `runExperiment`, and for a shard that is none.
 */
export async function runShard({ shard, ...options }: ShardOptions): Promise<readonly ShardResult[]> {
  checkShard(shard);
  const plans = options.experiments.map((experiment) => planOf({ ...options, experiment }));
  const results: ShardResult[] = [];
  await runPlans(plans, options, {
    begin: (plan) => beginShard(plan, shard, options),
    finish: ({ plan: { experiment, file }, store, fits, lost }) => {
      store.close();
      noteLost(file, lost);
      results.push({ experiment: experiment.name, file, added: fits - lost.length });
    },
  });
  return results;
}
