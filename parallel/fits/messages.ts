import type { MistakeCode } from "../../src/error.js";
import type { Fit, FitOptions, FitProgress } from "../../src/fit/index.js";
import type { ExpertsParams, Sample } from "../../src/types.js";
import type { Recipe } from "./recipe.js";

/** What a worker is sent: all that a fit depends on. */
export interface FitTask {
  readonly recipe: Recipe;
  readonly sample: Sample;
  readonly options: Omit<FitOptions, "onProgress">;
}

/** What a worker sends: how far it is, and at last the fit or why there is none. */
export type FitMessage =
  | { readonly progress: FitProgress }
  | { readonly fit: Fit<ExpertsParams> }
  | { readonly mistake: string; readonly code: MistakeCode }
  | { readonly error: unknown };
