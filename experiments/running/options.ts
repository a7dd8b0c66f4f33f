import type { Cluster } from "../executors/cluster.js";
import type { Progress } from "../progress.js";
import type { Records } from "../storage/records.js";
import type { Shard } from "../storage/shards.js";
import type { Experiment } from "../types/experiment.js";
import type { Budget } from "../types/protocol.js";
import type { Executor } from "../types/record.js";
import type { Summary } from "../types/summary.js";

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
  /** Runs the fits in processes of their own instead. */
  readonly cluster?: Cluster | undefined;
}

/** What a run found and what it had to say. */
export interface RunResult {
  readonly summary: Summary;
  /** The records of this run's fits, by size and replicate; to be read from the results file, since there may be more than memory holds. */
  readonly records: Records;
  readonly notices: readonly string[];
}

/** Several experiments, all with the same options otherwise. */
export interface RunsOptions extends Omit<RunOptions, "experiment"> {
  readonly experiments: readonly (Experiment | string)[];
  /** Gets what each experiment found as soon as its last fit is done, whatever is still to be done of the others. */
  readonly onResult?: ((result: RunResult) => void) | undefined;
}

/** A shard of several experiments, with the same options otherwise. */
export interface ShardOptions extends Omit<RunsOptions, "cluster" | "onResult"> {
  readonly shard: Shard;
}

/** What a shard has to do with an experiment. */
export interface ShardResult {
  readonly experiment: string;
  /** Its file beside the results file. */
  readonly file: string;
  /** How many fits this run added to it; the others stand in it or elsewhere. */
  readonly added: number;
}
