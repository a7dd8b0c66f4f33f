import { MoestatError } from "../../src/error.js";
import { checkArguments, type Fit, type FitOptions } from "../../src/fit/index.js";
import type { Model } from "../../src/model/model.js";
import type { ExpertsParams, FamilyParams, Sample } from "../../src/types.js";
import type { FitMessage, FitTask } from "./messages.js";
import { recipeOf } from "./recipe.js";

export interface FitAsyncOptions extends FitOptions {
  /** An abort rejects with the signal's reason and ends the worker. */
  readonly signal?: AbortSignal;
}

/**
 * The fit that `fit` makes, to the last bit, in a worker of its own, so that the event loop stays free: a promise of it. `onProgress` is called
 * in this thread. The model crosses as what it was made of, so that its families must be those of the package. Rejects where `fit` throws,
 * with the reason of `signal` where that aborts, with what `onProgress` throws, and where a family is the caller's own.
 */
export type FitAsync = <
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
>(
  model: Model<Experts, Gate>,
  sample: Sample,
  options?: FitAsyncOptions,
) => Promise<Fit<Experts, Gate>>;

/** A worker that was opened for one task. */
export interface OpenWorker {
  readonly post: (task: FitTask) => void;
  readonly end: () => void;
}

/** Opens a worker; `fail` gets what ends it before it has sent a fit. */
export type Open = (receive: (message: FitMessage) => void, fail: (error: unknown) => void) => OpenWorker;

/** `fitAsync` in the workers that a platform has. */
export const fitAsyncIn =
  (open: Open): FitAsync =>
  async <Experts extends ExpertsParams, Gate extends FamilyParams>(
    model: Model<Experts, Gate>,
    sample: Sample,
    { signal, ...given }: FitAsyncOptions = {},
  ) => {
    checkArguments(model, sample, given);
    const { onProgress, ...options } = given;
    const task: FitTask = { recipe: recipeOf(model), sample, options };
    signal?.throwIfAborted();
    return new Promise<Fit<Experts, Gate>>((resolve, reject) => {
      let isOpen = true;
      const finish = (then: () => void) => {
        if (!isOpen) return;
        isOpen = false;
        signal?.removeEventListener("abort", abort);
        worker.end();
        then();
      };
      const fail = (error: unknown) => finish(() => reject(error));
      const abort = () => fail(signal?.reason);
      const receive = (message: FitMessage) => {
        if (!isOpen) return;
        if ("fit" in message) finish(() => resolve(message.fit as never));
        else if ("mistake" in message) fail(new MoestatError(message.mistake, message));
        else if ("error" in message) fail(message.error);
        else
          try {
            onProgress?.(message.progress);
          } catch (error) {
            fail(error);
          }
      };
      const worker = open(receive, fail);
      signal?.addEventListener("abort", abort);
      try {
        worker.post(task);
      } catch (error) {
        fail(error);
      }
    });
  };
