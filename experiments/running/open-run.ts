import type { Beginning, Queue } from "../schedule.js";
import { fitsOf, leftOf } from "../schedule.js";
import { experiments } from "../specs/index.js";
import {
  both,
  type Extent,
  type Fits,
  fitsIn,
  type Shard,
  shardFile,
  shardFilesOf,
  takeUpShards,
  writeExtent,
} from "../storage/shards.js";
import { openStore, type Store } from "../storage/store.js";
import { readTimes, timesFile } from "../storage/times.js";
import type { LostFit } from "../types/record.js";
import type { RunOptions, RunsOptions } from "./options.js";
import type { Plan } from "./plan.js";

/** An experiment that is being run. */
export interface OpenRun {
  /** With the file that is written. */
  readonly plan: Plan;
  readonly queue: Queue;
  /** What `meter` is told of it. */
  readonly beginning: Beginning;
  readonly store: Store;
  /** How many fits there were to do. */
  readonly fits: number;
  /** How many of them are not done. */
  missing: number;
  /** The fits that were lost in this run. */
  readonly lost: LostFit[];
}

/** Opens the results file of a plan, and takes up what shards have done. */
export function begin(
  plan: Plan,
  { whileRunning, onNotice }: Pick<RunOptions, "onNotice"> & { readonly whileRunning: boolean },
): OpenRun {
  const { file, header, remeasure, follow } = plan;
  const store = openStore(file, header, { remeasure, follow });
  try {
    const taken = takeUpShards(file, { ...store, header, remeasure, whileRunning });
    for (const notice of [...store.notices, ...taken]) onNotice?.(notice);
    return opened({ ...plan, fits: store.fits }, store, plan);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Opens the file of a shard of a plan. */
export function beginShard(plan: Plan, shard: Shard, { onNotice, ...extent }: RunsOptions): OpenRun {
  const { header, remeasure, follow } = plan;
  const file = shardFile(plan.file, shard);
  const store = openStore(file, header, { remeasure, follow });
  try {
    writeExtent(file, { ...extent, ...originOf(plan) });
    for (const notice of store.notices) onNotice?.(notice);
    const others = [plan.file, ...shardFilesOf(plan.file)].filter((other) => other !== file);
    const fits: Fits = both(store.fits, fitsIn(others, header));
    return opened({ ...plan, fits, shard }, store, { ...plan, file });
  } catch (error) {
    store.close();
    throw error;
  }
}

/** What the note of a shard says beside what was asked for, where the package does not know the experiment by its name. */
function originOf({ experiment, protocol }: Plan): Pick<Extent, "source" | "fits"> {
  if (experiments.includes(experiment)) return {};
  const { sizes, replicates } = protocol;
  return { source: experiment.source, fits: { sizes, replicates } };
}

function opened(queue: Queue, store: Store, plan: Plan): OpenRun {
  const left = leftOf(queue);
  const fits = left.reduce((sum, { fits }) => sum + fits, 0);
  const finished = fitsOf(queue) - fits;
  const times = finished > 0 ? readTimes(timesFile(plan.file)) : [];
  const { experiment, protocol } = plan;
  const beginning = { experiment, protocol, left, finished, times };
  return { plan, queue, store, fits, missing: fits, lost: [], beginning };
}
