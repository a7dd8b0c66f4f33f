import { MoestatError } from "../../src/error.js";
import { type FitProgress, fit } from "../../src/fit/index.js";
import type { FitMessage, FitTask } from "./messages.js";
import { modelFrom } from "./recipe.js";

/** Makes the fit of a task and tells how far it is. What a fit computes when it is read is read when it is sent. */
export function work({ recipe, sample, options }: FitTask, send: (message: FitMessage) => void): void {
  try {
    const onProgress = (progress: FitProgress) => send({ progress });
    send({ fit: fit(modelFrom(recipe), sample, { ...options, onProgress }) });
  } catch (error) {
    // Of an error only its message would be left on the way.
    send(error instanceof MoestatError ? { mistake: error.message, code: error.code } : { error });
  }
}
