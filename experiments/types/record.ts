import type { AnyParams, Status } from "../../src/types.js";
import type { ProtocolName } from "./protocol.js";

/** One fit, as plain data: it names everything that is needed to repeat it. */
export interface Task {
  readonly experiment: string;
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly replicate: number;
  readonly seed: string;
}

/** The result of one fit: one line of a results file (see experiments/RESULTS.md). */
export interface TrialRecord {
  /** `${seed}/${truthName}/${n}/${replicate}/k${k}/${protocol}` */
  readonly key: string;
  readonly experiment: string;
  readonly protocol: string;
  readonly n: number;
  readonly replicate: number;
  readonly k: number;
  readonly seed: string;
  readonly status: Status;
  readonly steps: number;
  readonly logLik: number;
  /** Max-norm of the mean score at the estimate. */
  readonly score: number;
  /** NaN where a loss is not defined for this fit. */
  readonly losses: Readonly<Record<string, number>>;
  /** Number of fitted atoms in the cell of each true atom, in the truth's order: `1,2`. Empty where they have no blocks in common. */
  readonly pattern: string;
  readonly params: AnyParams;
  /** Of the package that made the fit. */
  readonly version: string;
}

/** A record with the time that its fit took, which is kept apart from it: the record is the same on any machine, the time is not. */
export interface TimedRecord extends TrialRecord {
  /** NaN where it is not known. */
  readonly seconds: number;
}

/** A fit that could not be ended: its worker ran out of memory, or out of the time that was set. That says nothing of its likelihood. */
export interface LostFit extends Task {
  /** `out of memory`, `more than 60 s`. */
  readonly reason: string;
  /** What was spent on it. */
  readonly seconds: number;
}

/** Turns a task into its record; a pure function but for the time that it reports. */
export type RunTrial = (task: Task) => TimedRecord | Promise<TimedRecord>;

/**
 * Begins tasks in the given order and yields their records as they are completed, in any order. The tasks are taken one by one as they
 * are begun, since there may be more of them than memory holds. A fit that is lost is told to `onLost`, and the others go on; without
 * it the iteration throws.
 */
export type Executor = (
  tasks: Iterable<Task>,
  options?: {
    readonly signal?: AbortSignal | undefined;
    readonly onLost?: ((lost: LostFit) => void) | undefined;
  },
) => AsyncIterable<TimedRecord>;
