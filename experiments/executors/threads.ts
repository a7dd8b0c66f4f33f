import { setFlagsFromString } from "node:v8";
import { Tinypool } from "tinypool";
import type { CurvesPicture } from "../types/picture.js";
import type { Executor, Task, TimedRecord } from "../types/record.js";
import { mostWorkers, thisMachine } from "./most-workers.js";

/** A finished trial, or why there is none. */
type Outcome = { readonly record: TimedRecord } | { readonly error: unknown };

/** How many worker threads (by default as many as there are cores and memory for), and what they run. */
export interface ThreadOptions {
  readonly workers?: number | undefined;
  /**
   * URL of a compiled module whose default export is a `RunTrial`; without it, trials of the package's own
   * experiments.
   */
  readonly module?: URL | string | undefined;
}

/** Worker threads that run until they are closed, so that code compiled for one experiment is there for the next. */
export interface WorkerPool {
  /**
   * Runs trials in the threads. An abort ends the iteration at once with the signal's reason; the running trials end
   * with the pool.
   */
  readonly run: Executor;
  /** Computes one of the package's analyses in a thread. Rejects where the pool is closed before it is done. */
  readonly analysis: (name: string) => Promise<CurvesPicture>;
  /** Ends the threads and the trials that they run. */
  readonly close: () => Promise<void>;
}

/** Starts worker threads. Throws for a number of workers that is no positive whole number. */
export function workerPool(options: ThreadOptions = {}): WorkerPool {
  const workers = workersOf(options);
  const { module = new URL("./worker.js", import.meta.url) } = options;
  // V8 reads the flag when it makes the heap of a thread, so that threads which run already are not affected.
  setFlagsFromString(`--initial-heap-size=${initialHeap}`);
  const pool = new Tinypool({
    filename: String(module),
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
    concurrentTasksPerWorker: perWorker,
  });
  return {
    run: (tasks, { signal } = {}) => collect(pool, tasks, perWorker * workers, signal),
    analysis: (name) => pool.run(name, { name: "analysis" }),
    close: () => pool.destroy(),
  };
}

/**
 * Runs the trials of one call in worker threads that end with it. An abort ends the running trials at once; the
 * iteration then throws the signal's reason. Throws like `workerPool`.
 */
export function threads(options: ThreadOptions = {}): Executor {
  const most = workersOf(options);
  return async function* (tasks, { signal } = {}) {
    signal?.throwIfAborted();
    const iterator = tasks[Symbol.iterator]();
    const first = taken(iterator, most);
    if (first.length === 0) return;
    const pool = workerPool({ ...options, workers: first.length });
    try {
      yield* pool.run(joined(first, iterator), { signal });
    } finally {
      await pool.close();
    }
  };
}

/** The next entries of an iterator, at most so many. */
function taken(iterator: Iterator<Task>, most: number): Task[] {
  const tasks: Task[] = [];
  while (tasks.length < most) {
    const { done, value } = iterator.next();
    if (done) break;
    tasks.push(value);
  }
  return tasks;
}

function* joined(first: readonly Task[], rest: Iterator<Task>): Generator<Task> {
  yield* first;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}

function workersOf({ workers = mostWorkers(thisMachine()) }: ThreadOptions): number {
  if (Number.isSafeInteger(workers) && workers >= 1) return workers;
  throw new Error(`invalid workers; not a positive whole number: ${workers}`);
}

// Size in MB at which a worker collects old objects for the first time. A collection also drops compiled code that no fit is using
// just then; with the usual few MB, code would be compiled anew after every twenty fits.
const initialHeap = 128;

// Trials that are sent to a worker at a time: one runs and one waits there, so that no worker is idle while this thread is busy
// with a figure. A further trial is sent only when a record is taken, so that records do not pile up before a slow reader.
const perWorker = 2;

async function* collect(
  pool: Tinypool,
  tasks: Iterable<Task>,
  slots: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<TimedRecord> {
  const iterator = tasks[Symbol.iterator]();
  const finished: Outcome[] = [];
  let running = 0;
  let wake = () => {};
  const finish = (outcome: Outcome) => {
    finished.push(outcome);
    wake();
  };
  const start = () => {
    const { done, value: task } = iterator.next();
    if (done) return;
    running++;
    pool.run(task).then(
      (record) => finish({ record }),
      (error) => finish({ error }),
    );
  };
  const onAbort = () => wake();
  signal?.addEventListener("abort", onAbort);
  try {
    for (let slot = 0; slot < slots; slot++) start();
    while (running > 0) {
      signal?.throwIfAborted();
      const outcome = finished.shift();
      if (!outcome) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ("error" in outcome) throw outcome.error;
      running--;
      start();
      yield outcome.record;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
