import type { Answer, Covariance, NaturalParameter, PoorWald } from "../fit/index.js";
import { normalCdf } from "../numeric/normalCdf.js";
import { isPositive } from "../params/links.js";
import { checkNames } from "../words/names.js";
import { criticalValue, usualLevel } from "./level.js";

/** A natural parameter with its Wald interval. What is not identified, held at a bound or given has null throughout (see `standing`). */
export interface Interval extends NaturalParameter {
  readonly standardError: number | null;
  /** Estimate -+ q standard errors, q the normal quantile; for a parameter that must be positive on its logarithm, so that both ends are positive. */
  readonly low: number | null;
  readonly high: number | null;
  /** Estimate over standard error, and the probability that a standard normal variable is farther from 0; null where 0 is no value of the parameter. */
  readonly z: number | null;
  readonly p: number | null;
}

/** Wald intervals of all natural parameters of a fit. */
export interface Intervals {
  readonly level: number;
  readonly parameters: readonly Interval[];
  /** Where these intervals mean little; null where nothing speaks against them. */
  readonly poorWald: PoorWald | null;
}

/** How intervals are made. */
export interface IntervalOptions {
  /** The probability that an interval is to contain the parameter; 0.95 if not given. */
  readonly level?: number;
  /** Another covariance than that of the observed information: the `sandwich`. */
  readonly covariance?: Covariance;
}

/**
 * Wald intervals and tests of a fit. The tests are of one coefficient being 0 with the others free; that an expert is not needed is no such
 * hypothesis. Throws where the level is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { fit, intervals, modelOf, sample, sandwich, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const model = modelOf(truth);
 * const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const result = fit(model, data);
 * intervals(result, { level: 0.9 }).parameters.map(({ name, low, high }) => ({ name, low, high }));
 * intervals(result, { covariance: sandwich(model, data, result) }); // also where the model's errors are wrong
 * ```
 */
export function intervals(
  fit: Pick<Answer, "covariance" | "poorWald">,
  options: IntervalOptions = {},
): Intervals {
  checkNames("intervals", options, ["level", "covariance"]);
  const { level = usualLevel, covariance = fit.covariance } = options;
  const q = criticalValue(level);
  const { parameters, matrix } = covariance;
  return {
    level,
    parameters: parameters.map((parameter, i) => {
      const { [i]: variance } = matrix[i];
      const isEstimated = variance !== null && parameter.standing === "estimated";
      return { ...parameter, ...waldOf(parameter, isEstimated ? Math.sqrt(variance) : null, q) };
    }),
    poorWald: fit.poorWald,
  };
}

/** Interval and test of a parameter by its standard error, with the normal quantile q; null throughout where there is none. */
export function waldOf(
  { estimate, link }: Pick<NaturalParameter, "estimate" | "link">,
  standardError: number | null,
  q: number,
): Omit<Interval, keyof NaturalParameter> {
  if (standardError === null) return { standardError, low: null, high: null, z: null, p: null };
  if (isPositive(link)) {
    const factor = Math.exp((q * standardError) / estimate);
    return { standardError, low: estimate / factor, high: estimate * factor, z: null, p: null };
  }
  const z = estimate / standardError;
  const [low, high] = [estimate - q * standardError, estimate + q * standardError];
  return { standardError, low, high, z, p: 2 * normalCdf(-Math.abs(z)) };
}
