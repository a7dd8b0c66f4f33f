import { availableParallelism, freemem } from "node:os";

/** What a machine offers. */
export interface Machine {
  readonly cores: number;
  /** Bytes of memory that are free. */
  readonly memory: number;
}

/** The machine that this process runs on, as it is now; a limit that is set for the process (a container's) counts. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { cores: availableParallelism(), memory: Math.min(freemem(), limit) };
}

/**
 * Bytes that a worker may come to hold: the heap at which it collects for the first time (128 MB, see `workerPool`) twice, for the
 * code, the data and the workspace of a large sample.
 */
export const workerMemory = 2 ** 28;

/** How many workers a machine has cores and free memory for; at least one. */
export const mostWorkers = ({ cores, memory }: Machine): number =>
  Math.max(1, Math.min(cores, Math.floor(memory / workerMemory)));
