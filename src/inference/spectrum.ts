import { flatEigenvalue } from "../fit/problem/tolerances.js";
import type { AnyModel } from "../model/model.js";
import type { Sample } from "../types.js";
import { type FittedPoint, pointOf } from "./point.js";

/** The spectrum of the information of one observation. */
export interface Spectrum {
  /** In decreasing order. */
  readonly eigenvalues: readonly number[];
  /** An eigenvalue within this of zero counts as zero: its direction is flat. */
  readonly flat: number;
}

/**
 * The eigenvalues of minus the mean Hessian of the log-likelihood at a fit, in the parameters that no bound holds and in the units of its parameter set (as a
 * rule standardised), as its certificate counts them. Throws where the fit is not one of the model on this sample.
 */
export function informationSpectrum(model: AnyModel, sample: Sample, fit: FittedPoint): Spectrum {
  const { values } = pointOf(model, sample, fit).state.eigen;
  return { eigenvalues: values.map((value) => -value), flat: flatEigenvalue };
}
