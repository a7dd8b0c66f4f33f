import type { Fixed } from "../params/fixed.js";
import type { ParameterSet } from "../params/parameterSet.js";
import type { AnyParams } from "../types.js";
import type { FitProgress } from "./multistart/watch.js";
import type { Penalty } from "./problem/penalty.js";
import type { Choice } from "./problem/problem.js";

/** How a model is fitted. */
export interface FitOptions {
  /** `newton` (default): to a certified maximum. `em`: the EM algorithm alone, stopped by its rule. */
  readonly method?: "newton" | "em";
  /**
   * Any string or number. It draws the starts whose number is given, and those of `em`; a search without `starts` is the same for every seed,
   * so that one table has one answer.
   */
  readonly seed?: string | number;
  /**
   * Number of random starts. As many more insert an expert into a fit of k - 1, 25 times as many are elemental (all of which climb on
   * few observations, and the best on all), and for classes five times as many draw their coefficients. If not
   * given: rounds of 4, 8 and then 12, until three independent starts agree on the answer, in at most two of them, after which experts of
   * the best maxima are exchanged. Where the highest maximum is wanted, as it always is for experts without a scale, until 16 agree, in at
   * most four rounds, or two with 10,000 observations or more. For `em` 10 random ones.
   */
  readonly starts?: number;
  /**
   * Starting points to be used in place of random ones. Where there are several, and more than 10,000 observations, climbs begin on
   * 10,000 of these; from 40,000 observations on only the better half of the points is climbed from on all. With a top-K gate all climb
   * on all observations.
   */
  readonly start?: AnyParams | readonly AnyParams[];
  /** Points from which to climb beside the random ones, on all observations: a known fit, say. */
  readonly alsoFrom?: AnyParams | readonly AnyParams[];
  /** The compact set over which the fit is the maximum; by default ranges in standardised units, `defaultBounds`. */
  readonly parameterSet?: ParameterSet;
  /**
   * Which maximum is the answer. `weighed` (default): the highest once what chance may have given is taken away. `highest`: the
   * maximum-likelihood estimate over the parameter set, as theory means it.
   */
  readonly choice?: Choice;
  /**
   * Parameters that are held at values of one's own, in the shape of a parameter record and in its units, null for those that are free:
   * `{ experts: { b: [0, null] } }`. They are not estimated and not counted, and an expert's label is its place there. Ranges of the
   * parameter set do not bind them.
   */
  readonly fixed?: Fixed | undefined;
  /**
   * Added to the log-likelihood: the fit is then the maximum of both, its certificate that of the penalised log-likelihood, and standard errors
   * are from the Hessian of it. `logLik` and the criteria stay those of the likelihood, at the penalised estimate; alternatives, starts and
   * gains are compared by what is maximised.
   */
  readonly penalty?: Penalty | undefined;
  /** EM stops when the log-likelihood changes by less than this times its size; 1e-10 if not given. */
  readonly tolerance?: number;
  /** Called after every climb; what it throws ends the fit. The fit does not depend on it. */
  readonly onProgress?: (progress: FitProgress) => void;
  /** Most steps from one start: 500 for Newton's method, 20000 for EM, if not given. */
  readonly maxSteps?: number;
}

/** The names of all options of a fit. */
export const fitOptionNames: readonly string[] = Object.keys({
  method: true,
  seed: true,
  starts: true,
  start: true,
  alsoFrom: true,
  parameterSet: true,
  choice: true,
  fixed: true,
  penalty: true,
  tolerance: true,
  maxSteps: true,
  onProgress: true,
} satisfies Record<keyof FitOptions, true>);
