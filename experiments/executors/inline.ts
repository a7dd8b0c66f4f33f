import { setImmediate } from "node:timers/promises";
import type { Executor, RunTrial } from "../types/record.js";

/**
 * Runs the trials one after another in this thread. An abort is noticed between two trials; the iteration
 * then throws the signal's reason.
 */
export function inline(runTrial: RunTrial): Executor {
  return async function* (tasks, { signal } = {}) {
    for (const task of tasks) {
      await setImmediate();
      signal?.throwIfAborted();
      yield await runTrial(task);
    }
  };
}
