import type { Bounds } from "../../family.js";
import type { Likelihood } from "../../likelihood/likelihood.js";
import type { Model } from "../../model/model.js";
import type { BoxProblem } from "../../numeric/trustRegion.js";
import type { Coordinates } from "../../params/coordinates.js";
import { logJacobianOf, standardUnits, type Units } from "../../params/units.js";
import type { Params, Sample } from "../../types.js";

/** A model and a data set in standardised units: the mean log-likelihood over a box, and what EM needs. */
export interface Problem extends BoxProblem {
  readonly model: Model;
  readonly sample: Sample;
  readonly bounds: Bounds;
  readonly likelihood: Likelihood;
  readonly coordinates: Coordinates;
  /** The units that standardise the data. */
  readonly units: Units;
  readonly n: number;
  /**
   * The log-likelihood in the data's own units of a mean log-likelihood: n times it, less n log(scale) where the response
   * was standardised (the Jacobian of that). It holds where evaluating in the data's own units would cancel.
   */
  readonly logLikOf: (value: number) => number;
  /** The log-likelihood of parameters, in the data's own units: `model.logLik` on this sample, without binding it again. */
  readonly logLikAt: (params: Params) => number;
  /** The mean log-likelihood alone. */
  readonly valueAt: (theta: Float64Array) => number;
}

/**
 * The compact parameter set of the papers in numbers, in units of standardised inputs and response.
 * `gate` 100: a gate that passes from 0.02 to 0.98 within 0.08 standard deviations of an input.
 * `classScore` 30: odds that change by a factor of e^30 within one standard deviation of an input. Classes that can be
 * told apart without error would take it to infinity.
 * `logMean` 30: at the mean of the inputs a mean of counts between 1e-13 and 1e13, that changes by a factor of e^30 at most within
 * one standard deviation of an input. An expert that meets zeros only would take it to minus infinity.
 * `logVariance`: a residual standard deviation between 1e-6 and 100 times the response's.
 * `logTemperature`: a temperature between 0.01 and 100.
 */
export const defaultBounds: Bounds = {
  gate: [-100, 100],
  coefficient: [-1e6, 1e6],
  logVariance: [Math.log(1e-12), Math.log(1e4)],
  classScore: [-30, 30],
  logMean: [-30, 30],
  logTemperature: [Math.log(0.01), Math.log(100)],
};

/** The mean of a sum over n observations; divides the derivatives of the sum by n in place. */
export function meanOf(n: number, total: number, gradient: Float64Array, hessian: Float64Array): number {
  for (let i = 0; i < gradient.length; i++) gradient[i] /= n;
  for (let i = 0; i < hessian.length; i++) hessian[i] /= n;
  return total / n;
}

/**
 * Standardises the data, binds the model to it and scales the log-likelihood to its mean. Bounds that are not given are
 * those of `defaultBounds`.
 */
export function problemOf(model: Model, sample: Sample, given: Partial<Bounds> = {}): Problem {
  const bounds = { ...defaultBounds, ...given };
  const units = standardUnits(sample, model.gating, model.expert);
  const { likelihood, coordinates } = model.bind(sample, units, bounds);
  const { n, size } = likelihood;
  const evaluate: BoxProblem["evaluate"] = (theta, gradient, hessian) => {
    const total = likelihood.evaluate(theta, 2, gradient, hessian);
    return meanOf(n, total, gradient, hessian);
  };
  const valueAt = (theta: Float64Array) => likelihood.evaluate(theta, 0) / n;
  const { low, high } = coordinates;
  const logJacobian = logJacobianOf(units, n);
  const logLikOf = (value: number) => n * value + logJacobian;
  const logLikAt = (params: Params) => likelihood.evaluate(coordinates.toTheta(params), 0) + logJacobian;
  return {
    model,
    sample,
    bounds,
    likelihood,
    coordinates,
    units,
    n,
    size,
    low,
    high,
    evaluate,
    valueAt,
    logLikOf,
    logLikAt,
  };
}
