import type { Bounds } from "../family.js";
import type { Model } from "../model/model.js";
import type { MixingMeasure, Params, Sample, Status } from "../types.js";
import { checkData, checkOptions } from "./checks.js";
import { type Certificate, certify } from "./maximum/certificate.js";
import { chooseMaximum } from "./maximum/choose.js";
import { emAscents, multistart, smallerProblem } from "./multistart/multistart.js";
import { defaultBounds, problemOf } from "./problem/problem.js";
import { type Criteria, criteriaOf } from "./report/criteria.js";
import { type StandardErrors, standardErrors } from "./report/standardErrors.js";

export interface FitOptions {
  /** `newton` (default): to a certified maximum. `em`: the EM algorithm alone, stopped by its rule. */
  readonly method?: "newton" | "em";
  /** Any string or number; the same seed gives the same fit. */
  readonly seed?: string | number;
  /**
   * Number of random starts; as many more insert an expert into the fit of k - 1. If not given: 24 in all, where
   * one maximum draws nearly all of them, and up to 120 (48 above 4000 observations) where there are several; for `em` 10 random ones.
   */
  readonly starts?: number;
  /**
   * Own starting points, used instead of random ones. Several climb on 10,000 of the observations first, if there are more,
   * and from 40,000 on only the better half of them on all.
   */
  readonly start?: Params | readonly Params[];
  /** Bounds of the parameter set in standardised units; what is not given is as in `defaultBounds`. */
  readonly bounds?: Partial<Bounds>;
  /** EM stops when the log-likelihood changes by less than this times its size; 1e-10 if not given. */
  readonly tolerance?: number;
  /** Most steps from one start: 500 for Newton's method, 20000 for EM, if not given. */
  readonly maxSteps?: number;
}

/** What became of one start. */
export interface StartOutcome {
  readonly logLik: number;
  readonly status: Status;
  readonly steps: number;
  /** `merged`: it ran into the maximum of an earlier start; `pruned`: given up, since it was not going to end higher. */
  readonly end: "finished" | "merged" | "pruned";
}

/** A fitted mixture of experts. */
export interface Fit {
  /** The estimate, its last gate at 0. */
  readonly params: Params;
  readonly measure: MixingMeasure;
  /** The log-likelihood of `params` on the sample, evaluated there. */
  readonly logLik: number;
  readonly n: number;
  readonly experts: number;
  readonly status: Status;
  /** Steps from the winning start. */
  readonly steps: number;
  readonly certificate: Certificate;
  /** From the observed information, in the shape of `params`; null where the data identify nothing. */
  readonly standardErrors: () => StandardErrors;
  readonly criteria: Criteria;
  /** The starts that climbed on all the data, best first. */
  readonly starts: readonly StartOutcome[];
}

/**
 * Maximum-likelihood estimate of a mixture of experts: argmax over the bounded parameter set of
 * sum_t log g(y_t | x_t) (Nguyen, Nguyen, Ho 2023, eq. (2)). Data are standardised inside, so that units do not
 * matter. Among the maxima that the starts lead to, the highest is returned that chance does not explain (see
 * `chooseMaximum`); its certificate says what is known of it. Deterministic in (sample, options).
 *
 * Throws on data that cannot be fitted (not finite, fewer observations than parameters, constant or collinear
 * inputs) and on invalid options; a statistical failure is a status.
 */
export function fit(model: Model, sample: Sample, options: FitOptions = {}): Fit {
  checkOptions(options);
  checkData(model, sample);
  const bounds = { ...defaultBounds, ...options.bounds };
  // A copy, since what is made of a sample is kept with it, and the caller may change theirs.
  const problem = problemOf(model, { ...sample }, bounds);
  const own = options.start === undefined ? undefined : [options.start].flat();
  const thetas = own?.map((start) => {
    model.check(start);
    return problem.coordinates.toTheta(start);
  });
  const { seed = "fit", starts } = options;
  const { ascents, pruned } =
    options.method === "em"
      ? emAscents(problem, {
          seed,
          starts: starts ?? 10,
          thetas,
          tolerance: options.tolerance ?? 1e-10,
          maxSteps: options.maxSteps ?? 20000,
        })
      : multistart(problem, { seed, starts, thetas, maxSteps: options.maxSteps ?? 500 });
  const candidates = ascents.map((ascent) => ({ ...ascent, ...certify(problem, ascent.maximum.state) }));
  const chosen = chooseMaximum(problem, candidates, () => {
    const fits = multistart(smallerProblem(problem), { seed, starts: 12, thetas: undefined, maxSteps: 100 });
    return Math.max(...fits.ascents.map(({ maximum }) => maximum.state.value));
  });
  const { state, steps } = chosen.maximum;
  const params = problem.coordinates.toParams(state.theta);
  const logLik = model.logLik(params, sample);
  // The standardised log-likelihood differs by a constant, the Jacobian of the response's scale.
  const inRawUnits = (value: number) => logLik + sample.n * (value - state.value);
  const outcomes: StartOutcome[] = candidates.flatMap(({ maximum, merged, status }) => {
    const reached = {
      logLik: inRawUnits(maximum.state.value),
      status: maximum === chosen.maximum ? chosen.status : status,
    };
    return [
      { ...reached, steps: maximum.steps, end: "finished" as const },
      ...merged.map((steps) => ({ ...reached, steps, end: "merged" as const })),
    ];
  });
  for (const { state: given, steps } of pruned)
    outcomes.push({ logLik: inRawUnits(given.value), status: "maxSteps", steps, end: "pruned" });
  outcomes.sort((p, q) => q.logLik - p.logLik);
  return {
    params,
    measure: model.measure(params),
    logLik,
    n: sample.n,
    experts: model.experts,
    status: chosen.status,
    steps,
    certificate: chosen.certificate,
    standardErrors: () => standardErrors(model, problem.coordinates, state, sample.n),
    criteria: criteriaOf(problem, state.theta, logLik),
    starts: outcomes,
  };
}
