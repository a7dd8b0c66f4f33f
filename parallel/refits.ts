import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import { MoestatError } from "../src/error.js";
import type { RefitExecutor } from "../src/inference/bootstrap.js";
import type { Refit, RefitPlan } from "../src/inference/refit.js";
import type { AnyModel, Model } from "../src/model/model.js";
import type { Inputs } from "../src/model/parts.js";
import type { ExpertsParams, FamilyParams } from "../src/types.js";

/** What is sent to a worker: one replicate, and what the model is made of beside its parameters. */
export interface RefitTask {
  readonly plan: RefitPlan<ExpertsParams>;
  readonly replicate: number;
  /** Which inputs the parts see, where not all. */
  readonly inputs: Inputs | undefined;
}

// One runs and one waits in each worker; a further one is sent only when a refit is taken, since each carries the data.
const perWorker = 2;

/**
 * Runs the refits of a bootstrap in worker threads, which end with it: all cores if not said otherwise. The families must be those that the
 * package knows by name, since functions cannot be sent. An abort ends the running refits at once. Throws for a number of workers that is no
 * positive whole number.
 */
export function refitsInThreads<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  { workers = availableParallelism() }: { readonly workers?: number } = {},
): RefitExecutor<Experts> {
  if (!(Number.isSafeInteger(workers) && workers >= 1))
    throw new MoestatError(`invalid workers; not a positive whole number: ${workers}`);
  const inputs = seenInputs(model);
  return async function* (plan, replicates, { signal }) {
    signal?.throwIfAborted();
    const threads = Math.min(workers, replicates.length);
    const pool = new Tinypool({
      filename: String(new URL("./worker.js", import.meta.url)),
      minThreads: threads,
      maxThreads: threads,
      isolateWorkers: false,
      concurrentTasksPerWorker: perWorker,
    });
    const run = async (replicate: number): Promise<Refit<Experts>> =>
      pool.run({ plan, replicate, inputs } satisfies RefitTask);
    try {
      yield* limited(replicates, perWorker * threads, run, signal);
    } finally {
      await pool.destroy();
    }
  };
}

/** The inputs that the parts see, where these are not all. */
function seenInputs({ inputs, columns }: AnyModel): Inputs | undefined {
  const { gating, experts } = columns;
  return gating.length === inputs && experts.length === inputs ? undefined : columns;
}

/** The results of a function on all numbers, as they come, with at most so many on the way. */
async function* limited<One extends { readonly replicate: number }>(
  numbers: readonly number[],
  most: number,
  run: (number: number) => Promise<One>,
  signal: AbortSignal | undefined,
): AsyncGenerator<One> {
  const left = [...numbers];
  const running = new Map<number, Promise<One>>();
  const start = () => {
    const number = left.shift();
    if (number === undefined) return;
    const result = run(number);
    // What ends after an error or an abort is nobody's any more.
    result.catch(() => {});
    running.set(number, result);
  };
  const { promise: aborted, stop } = abortOf(signal);
  try {
    for (let slot = 0; slot < most; slot++) start();
    while (running.size > 0) {
      const one = await Promise.race([...running.values(), aborted]);
      running.delete(one.replicate);
      start();
      yield one;
    }
  } finally {
    stop();
  }
}

/** A promise that is rejected when a signal aborts. */
function abortOf(signal: AbortSignal | undefined): {
  readonly promise: Promise<never>;
  readonly stop: () => void;
} {
  let stop = () => {};
  const promise = new Promise<never>((_, reject) => {
    if (signal === undefined) return;
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    stop = () => signal.removeEventListener("abort", onAbort);
  });
  promise.catch(() => {});
  return { promise, stop };
}
