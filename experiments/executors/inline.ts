import { setImmediate } from "node:timers/promises";
import { longestFirst } from "../schedule.js";
import type { Executor, RunTrial } from "../types.js";

/**
 * Runs the trials one after another in this thread. An abort is noticed between two trials; the iteration
 * then throws the signal's reason.
 */
export function inline(runTrial: RunTrial): Executor {
  return async function* (tasks, { signal } = {}) {
    for (const task of longestFirst(tasks)) {
      await setImmediate();
      signal?.throwIfAborted();
      yield await runTrial(task);
    }
  };
}
