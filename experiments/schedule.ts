import type { Protocol, Task } from "./types.js";

/** All fits of a protocol: every size with every replicate. */
export function tasksOf(experiment: string, protocol: Protocol, seed: string): Task[] {
  return protocol.sizes.flatMap((n) =>
    Array.from({ length: protocol.replicates }, (_, replicate) => ({
      experiment,
      protocol: protocol.name,
      n,
      replicate,
      seed,
    })),
  );
}

/** Tasks by falling n, so that no worker is left alone with a long fit at the end; else in their order. */
export function longestFirst(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => b.n - a.n);
}

/** Work of a fit in arbitrary units. It grows slower than n, since most of it is done on part of a large sample. */
export function weight(task: Pick<Task, "n">): number {
  return task.n ** 0.6;
}

/** How far a run is. Times are in milliseconds since 1970. */
export interface Progress {
  readonly experiment: string;
  readonly protocol: string;
  readonly done: number;
  readonly total: number;
  /** Fits that were already in the results file when the run started; they count as done. */
  readonly resumed: number;
  /** Size of the fit that was completed last; absent in the first event. */
  readonly n?: number;
  readonly startedAt: number;
  /** Work done in this run, and work that this run had to do, in the units of `weight`. */
  readonly weightDone: number;
  readonly weightTotal: number;
}

/** Seconds left at the pace of this run so far; `undefined` before its first fit is done. */
export function secondsLeft(progress: Progress, now: number): number | undefined {
  const { weightDone, weightTotal, startedAt } = progress;
  if (weightTotal === weightDone) return 0;
  if (weightDone === 0) return undefined;
  return (((now - startedAt) / 1000) * (weightTotal - weightDone)) / weightDone;
}
