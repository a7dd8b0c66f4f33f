import { type Bounds, sumOfPossible } from "../../family.js";
import type { Likelihood } from "../../likelihood/likelihood.js";
import type { AnyModel } from "../../model/model.js";
import type { BoxProblem } from "../../numeric/trustRegion.js";
import type { Coordinates } from "../../params/coordinates.js";
import { type Fixed, fixedEntries, fixesIntercepts, kindsOf } from "../../params/fixed.js";
import { besidePoints } from "../../params/givenBy.js";
import { observationsOf, observed } from "../../params/observed.js";
import { boundsIntercepts, boxOf, type ParameterSet } from "../../params/parameterSet.js";
import { logJacobianOf, scaleUnits, standardUnits, type Units } from "../../params/units.js";
import type { AnyParams, ExpertsParams, Sample } from "../../types.js";
import { objectiveOf } from "./objective.js";
import { type Penalty, penaltyTermsOf } from "./penalty.js";

/**
 * Which maximum is the answer. `weighed`: the highest once what chance may have given is taken away (see `byPreference`). `highest`: the
 * maximum-likelihood estimate over the parameter set, as theory means it.
 */
export type Choice = "weighed" | "highest";

export interface ProblemOptions {
  readonly parameterSet?: ParameterSet | undefined;
  readonly choice?: Choice | undefined;
  readonly fixed?: Fixed | undefined;
  readonly penalty?: Penalty | undefined;
}

/**
 * A model and a data set in standardised units: the mean log-likelihood over a box, and what EM needs. With a penalty the log-likelihood
 * is the penalised one everywhere but in `logLikAt`.
 */
export interface Problem extends BoxProblem {
  readonly model: AnyModel;
  readonly sample: Sample;
  /** The entries of theta that stay as they are: those that are fixed, and those on which no density depends. */
  readonly fixed: readonly number[];
  /** Those of them on which no density depends. */
  readonly unidentified: readonly number[];
  /** Experts with the same number may exchange their places: see `kindsOf`. */
  readonly kinds: readonly number[];
  /** What the problem was asked with. */
  readonly given: ProblemOptions;
  readonly choice: Choice;
  /** The parameter set, whose box in theta are `low` and `high`. */
  readonly parameterSet: ParameterSet;
  /** The bounds of that box by kind of coefficient, for closed forms. */
  readonly bounds: Bounds;
  readonly likelihood: Likelihood;
  readonly coordinates: Coordinates<ExpertsParams>;
  /** The units that standardise the data. */
  readonly units: Units;
  /** The number of observations: the sum of the sample's weights. The sample has `sample.n` rows, none with weight 0. */
  readonly n: number;
  /** The number of observations beside the points of point masses: those that experts on the line see. */
  readonly beside: number;
  /** The least difference between two responses beside the points of point masses, in these units; infinite where all are the same. */
  readonly resolution: () => number;
  /** No less than that, from a few of these responses: where it tells enough, the others need not be put in order. */
  readonly mostResolution: () => number;
  /**
   * The log-likelihood in the data's own units of a mean log-likelihood: n times it, less n log(scale) where the response
   * was standardised (the Jacobian of that). It holds where evaluating in the data's own units would cancel.
   */
  readonly logLikOf: (value: number) => number;
  /** The log-likelihood of parameters, in the data's own units: `model.logLik` on this sample, without binding it again. */
  readonly logLikAt: (params: AnyParams) => number;
  /** What the penalty adds to the log-likelihood, in nats; 0 without one. */
  readonly penaltyAt: (theta: Float64Array) => number;
  /** The mean log-likelihood alone. */
  readonly valueAt: (theta: Float64Array) => number;
}

/** The mean of a sum over n observations; divides the derivatives of the sum by n in place. */
export function meanOf(n: number, total: number, gradient: Float64Array, hessian: Float64Array): number {
  for (let i = 0; i < gradient.length; i++) gradient[i] /= n;
  for (let i = 0; i < hessian.length; i++) hessian[i] /= n;
  return total / n;
}

/** Positions in theta of what no density depends on: a temperature that divides the whole score (see `Gating.homogeneous`). */
const unidentifiedOf = ({ gating, layout }: AnyModel): readonly number[] =>
  gating.homogeneous
    ? layout.slots
        .filter(
          ({ part, atom, predictor, offset }) =>
            part === "gating" && atom === 0 && predictor.shared && offset >= 0,
        )
        .map(({ offset }) => offset)
    : [];

/** So many responses tell the resolution of most data well enough. */
const few = 100;

/** A function that computes its value when it is first asked for it. */
function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

/** The least difference between two different values; infinite where there are none. */
function leastDifference(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  let least = Number.POSITIVE_INFINITY;
  for (let t = 1; t < sorted.length; t++) {
    const difference = sorted[t] - sorted[t - 1];
    if (difference > 0 && difference < least) least = difference;
  }
  return least;
}

/** The default parameter set: the ranges of `defaultBounds`. */
export const defaultSet: ParameterSet = { units: "standardised", ranges: {} };

/**
 * Brings the data to the units of the parameter set (standardised; for one that bounds intercepts in their own units scaled only, so that
 * it is a box in theta too), binds the model to them and scales the log-likelihood to its mean. So they are brought where an intercept
 * is fixed. What is fixed has a range of one value.
 */
export function problemOf(model: AnyModel, data: Sample, given: ProblemOptions = {}): Problem {
  const sample = observed(data);
  const { parameterSet = defaultSet, choice = "weighed" } = given;
  const keepsZero = boundsIntercepts(parameterSet, model) || fixesIntercepts(given.fixed, model);
  const units = (keepsZero ? scaleUnits : standardUnits)(sample, model.gating, model.families);
  const { likelihood: plain, coordinates } = model.bind(sample, units);
  const { low, high, bounds } = boxOf(parameterSet, model.layout, coordinates);
  const values = fixedEntries(given.fixed, model, coordinates);
  for (const [j, value] of values) [low[j], high[j]] = [value, value];
  const unidentified = unidentifiedOf(model).filter((j) => !values.has(j));
  // What no density depends on has no bounds: it stays as it begins.
  for (const j of unidentified) [low[j], high[j]] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const fixed = [...unidentified, ...values.keys()].sort((p, q) => p - q);
  const penalty = penaltyTermsOf(given.penalty, model.layout);
  const likelihood = objectiveOf(plain, { fixed: [...values.keys()], penalty });
  const { n, size } = likelihood;
  const evaluate: BoxProblem["evaluate"] = (theta, gradient, hessian) => {
    const total = likelihood.evaluate(theta, 2, gradient, hessian);
    return meanOf(n, total, gradient, hessian);
  };
  const valueAt = (theta: Float64Array) => likelihood.evaluate(theta, 0) / n;
  const logJacobian = logJacobianOf(units, model.families, sample);
  const logLikOf = (value: number) => sumOfPossible(n * value) + logJacobian;
  const logLikAt = (params: AnyParams) =>
    sumOfPossible(plain.evaluate(coordinates.toTheta(params), 0)) + logJacobian;
  const lineSample = besidePoints(model.families, sample);
  const leastOf = (values: Float64Array) => once(() => leastDifference(values) / units.response.scale);
  const penaltyAt = (theta: Float64Array) =>
    [...penalty.gating, ...penalty.experts].reduce((sum, term) => sum + term(theta, 0), 0);
  return {
    model,
    sample,
    given,
    choice,
    parameterSet,
    fixed,
    unidentified,
    kinds: kindsOf(given.fixed, model),
    bounds,
    likelihood,
    coordinates,
    units,
    n,
    beside: observationsOf(lineSample),
    resolution: leastOf(lineSample.y),
    mostResolution: leastOf(lineSample.y.subarray(0, few)),
    size,
    low,
    high,
    evaluate,
    valueAt,
    logLikOf,
    logLikAt,
    penaltyAt,
  };
}
