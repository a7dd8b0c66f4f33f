import { setFlagsFromString } from "node:v8";
import { MessageChannel } from "node:worker_threads";
import { Tinypool } from "tinypool";
import type { Source } from "../types/experiment-file.js";
import type { CurvesPicture } from "../types/picture.js";
import type { Executor, LostFit, Task, TimedRecord } from "../types/record.js";
import { mostWorkers, thisMachine } from "./most-workers.js";
import { type Seats, seats } from "./seats.js";
import type { TimedWork } from "./worker.js";

/** A finished trial, or why there is none. */
type Outcome =
  | { readonly record: TimedRecord }
  | { readonly task: Task; readonly error: unknown; readonly seconds: number };

/** How many worker threads (by default as many as there are cores and memory for), and what they run. */
export interface ThreadOptions {
  readonly workers?: number | undefined;
  /**
   * URL of a compiled module whose default export is a `RunTrial`; without it, trials of the package's own
   * experiments.
   */
  readonly module?: URL | string | undefined;
  /** Where the trials' experiments come from that are not the package's. */
  readonly sources?: readonly Source[] | undefined;
  /** Seconds, from the beginning of the fit in its thread, after which it is lost and the thread is ended; none by default. */
  readonly timeout?: number | undefined;
  /** Megabytes of heap at which a thread is out of memory; what V8 sets by default. */
  readonly heap?: number | undefined;
}

/** Worker threads that run until they are closed, so that code compiled for one experiment is there for the next. */
export interface WorkerPool {
  /**
   * Runs trials in the threads. An abort ends the iteration at once with the signal's reason; the running trials end
   * with the pool. A fit that is lost takes its thread with it, and a new one goes on.
   */
  readonly run: Executor;
  /** Computes one of the package's analyses in a thread. Rejects where the pool is closed before it is done. */
  readonly analysis: (name: string) => Promise<CurvesPicture>;
  /** Ends the threads and the trials that they run. */
  readonly close: () => Promise<void>;
}

const ownWorker = String(new URL("./worker.js", import.meta.url));

/** Starts worker threads. Throws for a number of workers that is no positive whole number. */
export function workerPool(options: ThreadOptions = {}): WorkerPool {
  const workers = workersOf(options);
  const { sources = [], timeout, heap } = options;
  const module = String(options.module ?? ownWorker);
  // V8 reads the flag when it makes the heap of a thread, so that threads which run already are not affected.
  setFlagsFromString(`--initial-heap-size=${initialHeap}`);
  const pool = new Tinypool({
    filename: module,
    workerData: sources,
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
    concurrentTasksPerWorker: perWorker,
    ...(heap === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heap } }),
  });
  // A fit whose time is taken must not wait in the pool, for another one or for an analysis.
  const taken = timeout === undefined ? undefined : seats(workers);
  const seated = taken?.take ?? ((work) => work());
  const slots = taken ? workers : perWorker * workers;
  return {
    run: (tasks, { signal, onLost } = {}) =>
      collect(pool, tasks, { module, slots, seated, signal, onLost, timeout }),
    analysis: (name) => seated(() => pool.run(name, { name: "analysis" })),
    close: () => {
      taken?.close();
      return pool.destroy();
    },
  };
}

/**
 * Runs the trials of one call in worker threads that end with it. An abort ends the running trials at once; the
 * iteration then throws the signal's reason. Throws like `workerPool`.
 */
export function threads(options: ThreadOptions = {}): Executor {
  const most = workersOf(options);
  return async function* (tasks, { signal, onLost } = {}) {
    signal?.throwIfAborted();
    const iterator = tasks[Symbol.iterator]();
    const first = taken(iterator, most);
    if (first.length === 0) return;
    const pool = workerPool({ ...options, workers: first.length });
    try {
      yield* pool.run(joined(first, iterator), { signal, onLost });
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

/** How trials are run in a pool: so many at a time. */
interface Collecting {
  readonly module: string;
  readonly slots: number;
  /** Begins a trial when there is a worker for it, where that matters. */
  readonly seated: Seats["take"];
  readonly signal: AbortSignal | undefined;
  readonly onLost: ((lost: LostFit) => void) | undefined;
  readonly timeout: number | undefined;
}

async function* collect(
  pool: Tinypool,
  tasks: Iterable<Task>,
  { module, slots, seated, signal, onLost, timeout }: Collecting,
): AsyncGenerator<TimedRecord> {
  const iterator = tasks[Symbol.iterator]();
  const finished: Outcome[] = [];
  const suspects: Task[] = [];
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
    let began = performance.now();
    const begin = () => {
      began = performance.now();
    };
    seated(() =>
      timeout === undefined ? pool.run(task) : limited(pool, { task, module }, timeout, begin),
    ).then(
      (record) => finish({ record }),
      (error) => finish({ task, error, seconds: Math.round(performance.now() - began) / 1000 }),
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
      running--;
      if ("record" in outcome) {
        start();
        yield outcome.record;
        continue;
      }
      const { task, error, seconds } = outcome;
      const reason = reasonOf(error, timeout);
      if (reason === undefined || !onLost) throw error;
      // A thread that is out of memory ends all its trials, of which one is to blame.
      if (isOutOfMemory(error) && slots > 1) suspects.push(task);
      else onLost({ ...task, reason, seconds });
      start();
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  if (suspects.length > 0)
    yield* collect(pool, suspects, { module, slots: 1, seated, signal, onLost, timeout });
}

/** Runs a trial. Rejects with an `AbortError`, and ends its thread, so many seconds after the fit began. */
async function limited(
  pool: Tinypool,
  work: Omit<TimedWork, "begun">,
  seconds: number,
  onBegin: () => void,
): Promise<TimedRecord> {
  const controller = new AbortController();
  const { port1: told, port2: begun } = new MessageChannel();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    onBegin();
    timer = setTimeout(() => controller.abort(), 1000 * seconds);
  };
  told.once("message", start);
  try {
    return await pool.run({ ...work, begun } satisfies TimedWork, {
      ...{ filename: ownWorker, name: "timed", signal: controller.signal },
      transferList: [begun],
    });
  } finally {
    // A word that comes after the record sets no timer.
    told.off("message", start);
    clearTimeout(timer);
    told.close();
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";

/** Why a fit was lost; `undefined` where it threw an error of its own. */
function reasonOf(error: unknown, timeout: number | undefined): string | undefined {
  if (isOutOfMemory(error)) return "out of memory";
  return timeout !== undefined && (error as Error).name === "AbortError"
    ? `more than ${timeout} s`
    : undefined;
}
