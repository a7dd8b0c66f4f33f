import type { Model } from "../model/model.js";
import type { MixingMeasure, Params, Sample, Status } from "../types.js";
import { checkData, checkOptions } from "./checks.js";
import type { Candidate, Certificate } from "./maximum/certificate.js";
import { chooseMaximum } from "./maximum/choose.js";
import type { Ends } from "./multistart/climbAll.js";
import { emMultistart, multistart } from "./multistart/multistart.js";
import { smallerProblem } from "./multistart/warm.js";
import type { FitOptions } from "./options.js";
import { type Problem, problemOf } from "./problem/problem.js";
import { type Criteria, criteriaOf } from "./report/criteria.js";
import { checkUnits } from "./report/rawUnits.js";
import { type StandardErrors, standardErrors } from "./report/standardErrors.js";

/** How one start ended. */
export interface StartOutcome {
  readonly logLik: number;
  readonly status: Status;
  readonly steps: number;
  /** `merged`: the climb ran into the maximum of an earlier start; `pruned`: it was stopped, since it was not going to end higher. */
  readonly end: "finished" | "merged" | "pruned";
}

/** A fitted mixture of experts. */
export interface Fit {
  /** The estimate; what the gating pins is 0 for the last expert. */
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
 * matter. Starts lead to local maxima (`search`); each is certified (`certify`), and the highest that chance does not
 * explain is returned (`chooseMaximum`). Deterministic in (sample, options).
 *
 * Throws on data that cannot be fitted (not finite, fewer observations than parameters, constant or collinear
 * inputs) and on invalid options; a statistical failure is a status.
 */
export function fit(model: Model, sample: Sample, options: FitOptions = {}): Fit {
  checkOptions(options);
  checkData(model, sample);
  const problem = problemOf(model, sample, options.bounds);
  const ends = search(problem, options);
  const chosen = chooseMaximum(problem, ends.reached, () => smallerValue(problem, options));
  const { state, steps } = chosen.maximum;
  const params = problem.coordinates.toParams(state.theta);
  checkUnits(problem, state, params);
  const logLik = problem.logLikAt(params);
  return {
    params,
    measure: model.measure(params),
    logLik,
    n: sample.n,
    experts: model.experts,
    status: chosen.status,
    steps,
    certificate: chosen.certificate,
    standardErrors: () => standardErrors(problem, state),
    criteria: criteriaOf(problem, state.theta, logLik),
    starts: outcomesOf(problem, { ...chosen, logLik }, ends),
  };
}

/** The local maxima that the starts lead to, by the method asked for. */
function search(problem: Problem, { method, seed = "fit", starts, start, ...given }: FitOptions): Ends {
  const thetas = start === undefined ? undefined : [start].flat().map((params) => thetaOf(problem, params));
  if (method !== "em") return multistart(problem, { seed, starts, thetas, maxSteps: given.maxSteps ?? 500 });
  const { tolerance = 1e-10, maxSteps = 20_000 } = given;
  return emMultistart(problem, { seed, starts: starts ?? 10, thetas, tolerance, maxSteps });
}

function thetaOf({ model, coordinates }: Problem, start: Params): Float64Array {
  model.check(start);
  return coordinates.toTheta(start);
}

/** The mean log-likelihood of a fit with one expert less. */
function smallerValue(problem: Problem, { seed = "fit" }: FitOptions): number {
  const options = { seed, starts: 12, thetas: undefined, maxSteps: 100 };
  const { reached } = multistart(smallerProblem(problem), options);
  return Math.max(...reached.map(({ maximum }) => maximum.state.value));
}

/** The outcome of every start that climbed on all the data, best first. */
function outcomesOf(
  { logLikOf }: Problem,
  chosen: Candidate & Pick<Fit, "logLik">,
  { reached, pruned }: Ends,
): StartOutcome[] {
  const ended = reached.flatMap(({ maximum, merged, status }): StartOutcome[] => {
    const outcome =
      maximum === chosen.maximum
        ? { logLik: chosen.logLik, status: chosen.status }
        : { logLik: logLikOf(maximum.state.value), status };
    return [
      { ...outcome, steps: maximum.steps, end: "finished" },
      ...merged.map((steps): StartOutcome => ({ ...outcome, steps, end: "merged" })),
    ];
  });
  const stopped = pruned.map(
    ({ at, steps }): StartOutcome => ({
      logLik: logLikOf(at.value),
      status: "maxSteps",
      steps,
      end: "pruned",
    }),
  );
  return [...ended, ...stopped].sort((p, q) => q.logLik - p.logLik);
}
