import type { AnyModel, Model } from "../model/model.js";
import type { AnyParams, ExpertsParams, FamilyParams, Params, Sample } from "../types.js";
import { type FittedPoint, pointOf } from "./point.js";

/** A direction of the parameters, and how much an observation says of them along it. */
export interface Direction<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
> {
  /** The information of one observation along it: a step s from the maximum costs s^2 / 2 times n times it, to second order. */
  readonly eigenvalue: number;
  /** The entries of the unit vector by the names of theta's coordinates: `gating.beta1[0][0]`, `experts.log sigma2[1]`. */
  readonly entries: Readonly<Record<string, number>>;
  /** The parameters a step away from the fit, in the units of its parameter set (as a rule standardised). It may leave that set. */
  readonly at: (step: number) => Params<Experts, Gate>;
}

/**
 * The eigenvectors of minus the mean Hessian of the log-likelihood at a fit, that of the least eigenvalue first, in the parameters that no bound
 * holds: see `informationSpectrum`. Along the first the data say least of the parameters; each is given up to its sign. Throws where the fit is
 * not one of the model on this sample.
 */
export function informationDirections<
  Experts extends ExpertsParams = FamilyParams,
  Gate extends FamilyParams = FamilyParams,
>(model: Model<Experts, Gate>, sample: Sample, fit: FittedPoint): Direction<Experts, Gate>[];
export function informationDirections(
  model: AnyModel,
  sample: Sample,
  fit: FittedPoint,
): Direction<ExpertsParams>[] {
  const { problem, state } = pointOf(model, sample, fit);
  const { coordinates } = problem;
  const { theta, free, eigen } = state;
  const along = (vector: Float64Array, step: number): AnyParams => {
    const moved = Float64Array.from(theta);
    free.forEach((j, a) => {
      moved[j] += step * vector[a];
    });
    return coordinates.toParams(moved);
  };
  return eigen.vectors
    .map((vector, i) => ({
      eigenvalue: -eigen.values[i],
      entries: Object.fromEntries(free.map((j, a) => [coordinates.names[j], vector[a]])),
      at: (step: number) => along(vector, step),
    }))
    .reverse();
}
