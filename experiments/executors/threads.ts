import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { longestFirst } from "../schedule.js";
import type { Executor, Task, TrialRecord } from "../types.js";

/** A finished trial, or why there is none. */
type Outcome = { readonly record: TrialRecord } | { readonly error: unknown };

/**
 * Runs the trials in worker threads (all cores by default). `module` is the URL of a compiled module whose
 * default export is a `RunTrial`; without it, trials of the package's own experiments. An abort ends the
 * running trials at once; the iteration then throws the signal's reason. The threads end with the iteration.
 */
export function threads(
  options: { workers?: number | undefined; module?: URL | string | undefined } = {},
): Executor {
  const { workers = availableParallelism(), module = new URL("./worker.js", import.meta.url) } = options;
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new Error(`invalid workers; not a positive whole number: ${workers}`);
  }
  return async function* (tasks, { signal } = {}) {
    signal?.throwIfAborted();
    if (tasks.length === 0) return;
    const count = Math.min(workers, tasks.length);
    const pool = new Tinypool({
      filename: String(module),
      minThreads: count,
      maxThreads: count,
      isolateWorkers: false,
    });
    try {
      yield* collect(pool, longestFirst(tasks), 2 * count, signal);
    } finally {
      await pool.destroy();
    }
  };
}

// Two trials a worker in flight: one that runs and one that waits, so that none is ever idle. A further one
// starts only when a record is taken, so that a slow reader is not flooded.
async function* collect(
  pool: Tinypool,
  tasks: readonly Task[],
  slots: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrialRecord> {
  const finished: Outcome[] = [];
  let next = 0;
  let taken = 0;
  let wake = () => {};
  const finish = (outcome: Outcome) => {
    finished.push(outcome);
    wake();
  };
  const start = () => {
    const task = tasks[next];
    if (!task) return;
    next++;
    pool.run(task).then(
      (record) => finish({ record }),
      (error) => finish({ error }),
    );
  };
  const onAbort = () => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    for (let slot = 0; slot < slots; slot++) start();
    while (taken < tasks.length) {
      signal?.throwIfAborted();
      const outcome = finished.shift();
      if (!outcome) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("error" in outcome) throw outcome.error;
      taken++;
      start();
      yield outcome.record;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
