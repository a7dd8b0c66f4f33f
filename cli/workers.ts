import { type Machine, mostWorkers, thisMachine } from "../experiments/executors/most-workers.js";
import { note } from "./output.js";

/** How many workers the command line asks for. */
export interface WorkerOptions {
  readonly workers?: number;
  /** As many as asked for, whatever the machine has. */
  readonly force?: boolean;
}

/**
 * The number of workers to start: as asked for, but no more than the machine has cores and free memory for, since more of them only
 * get in each other's way. Where that is fewer, `tell` gets a sentence.
 */
export function workersFor(
  { workers, force = false }: WorkerOptions,
  machine: Machine = thisMachine(),
  tell: (text: string) => void = note,
): number {
  const most = mostWorkers(machine);
  if (workers === undefined) return most;
  if (force || workers <= most) return workers;
  const reason = most < machine.cores ? "has free memory for" : "has cores";
  tell(
    `${most} of the ${workers} workers asked for are started, as many as this machine ${reason}; --force starts all`,
  );
  return most;
}
