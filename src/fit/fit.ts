import type { AnyModel, Model } from "../model/model.js";
import { type Inputs, inputsOfParts } from "../model/parts.js";
import type { Fixed } from "../params/fixed.js";
import type { ParameterSet } from "../params/parameterSet.js";
import type { AnyParams, ExpertsParams, FamilyParams, Sample, Status } from "../types.js";
import { checkArguments, checkData, checkOptions } from "./checks.js";
import { byPreference } from "./maximum/choose.js";
import type { Ends, Reached } from "./multistart/climbAll.js";
import { emMultistart, multistart } from "./multistart/multistart.js";
import { watchOf } from "./multistart/watch.js";
import type { FitOptions } from "./options.js";
import type { Penalty } from "./problem/penalty.js";
import { type Choice, type Problem, problemOf } from "./problem/problem.js";
import { type Alternative, alternativesOf } from "./report/alternatives.js";
import { type Answer, type AnyAnswer, answerOf } from "./report/answer.js";
import { lazily } from "./report/lazily.js";
import { checkUnits } from "./report/rawUnits.js";

/** How one start ended. */
export interface StartOutcome {
  /** The log-likelihood, with a penalty the penalised one. */
  readonly logLik: number;
  readonly status: Status;
  readonly steps: number;
  /** `merged`: the climb ran into the maximum of an earlier start; `pruned`: it was stopped, since it was not going to end better. */
  readonly end: "finished" | "merged" | "pruned";
}

/** How the answer was searched for. */
export interface Search {
  /** Starts drawn in all; those that ended alike on a part of the data went on as one. */
  readonly starts: number;
  /** Climbs on all the data. */
  readonly climbed: number;
  /** Independent starts that led to the answer. */
  readonly agreed: number;
}

/** A fitted mixture of experts: plain data, which structuredClone, postMessage and JSON keep whole. */
export interface Fit<Experts extends ExpertsParams = FamilyParams, Gate extends FamilyParams = FamilyParams>
  extends Answer<Experts, Gate> {
  /** The number of observations: the sum of their weights. */
  readonly n: number;
  /** The number of experts. */
  readonly k: number;
  /** @deprecated The name is `k`. */
  readonly experts: number;
  /** The inputs that the parts of the model see, as `moe` takes them. */
  readonly inputs: Inputs;
  /** Steps from the winning start. */
  readonly steps: number;
  /** The set over which it is the maximum, and by which rule it was chosen. */
  readonly parameterSet: ParameterSet;
  readonly choice: Choice;
  /** What was fixed, and the penalty; absent where there is none. */
  readonly fixed?: Fixed;
  readonly penalty?: Penalty;
  /** Every other distinct maximum that was found, the highest first, with the reason why it is not the answer. */
  readonly alternatives: readonly Alternative<Experts, Gate>[];
  readonly search: Search;
  /** The starts that climbed on all the data, best first. */
  readonly starts: readonly StartOutcome[];
}

/** A fit of experts of one family or of several. */
export type AnyFit = Fit<ExpertsParams>;

/**
 * Maximum-likelihood estimate of a mixture of experts: argmax over the compact parameter set of
 * sum_t log g(y_t | x_t) (Nguyen, Nguyen, Ho 2023, eq. (2)), or the highest maximum once what chance may have given is taken away
 * (`choice`). Data are standardised inside, so that units do not matter. Starts lead to local maxima (`search`); each is certified
 * (`certify`), and one is chosen (`byPreference`). Deterministic in (sample, options).
 *
 * Throws on data that cannot be fitted (not finite, fewer observations than parameters, constant or collinear
 * inputs) and on invalid options; a statistical failure is a status.
 *
 * @example
 * ```ts
 * import { dataset, fit, gaussian, moe, softmax } from "moestat";
 *
 * const x = Array.from({ length: 100 }, (_, t) => t / 50 - 1);
 * const y = x.map((value, t) => Math.abs(value) + 0.1 * Math.sin(37 * t));
 * const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
 * const { status, params, logLik, standardErrors } = fit(model, dataset(x, y), { seed: "1" });
 * params.experts.a; // two slopes, near -1 and 1
 * ```
 */
export function fit<Experts extends ExpertsParams = FamilyParams, Gate extends FamilyParams = FamilyParams>(
  model: Model<Experts, Gate>,
  sample: Sample,
  options?: FitOptions,
): Fit<Experts, Gate>;
export function fit(model: AnyModel, sample: Sample, options: FitOptions = {}): Fit<ExpertsParams> {
  checkArguments(model, sample, options);
  checkOptions(model, options);
  checkData(model, sample, options);
  const problem = problemOf(model, sample, options);
  const ends = search(problem, options);
  const [chosen] = [...ends.reached].sort(byPreference(problem));
  checkUnits(problem, chosen.maximum.state);
  const answer = answerOf(problem, chosen);
  const searched = lazily(answer, {
    alternatives: () => alternativesOf(problem, chosen, answer, ends.reached),
    starts: () => outcomesOf(problem, chosen, answer, ends),
  });
  return Object.assign(searched, {
    n: problem.n,
    k: model.k,
    experts: model.k,
    inputs: inputsOfParts(model),
    steps: chosen.maximum.steps,
    parameterSet: problem.parameterSet,
    choice: problem.choice,
    ...(options.fixed === undefined ? {} : { fixed: options.fixed }),
    ...(options.penalty === undefined ? {} : { penalty: options.penalty }),
    search: { starts: ends.starts, climbed: climbsOf(ends), agreed: chosen.hits },
  });
}

/** The local maxima that the starts lead to, by the method asked for. */
function search(
  problem: Problem,
  { method, seed = "fit", starts, start, alsoFrom = [], onProgress, ...given }: FitOptions,
): Ends {
  const thetasOf = (points: readonly AnyParams[]) => points.map((params) => thetaOf(problem, params));
  const thetas = start === undefined ? undefined : thetasOf([start].flat());
  const also = thetasOf([alsoFrom].flat());
  const watch = onProgress === undefined ? {} : { watch: watchOf(problem, onProgress) };
  if (method !== "em")
    return multistart(problem, { seed, starts, thetas, also, maxSteps: given.maxSteps ?? 500, ...watch });
  const { tolerance = 1e-10, maxSteps = 20_000 } = given;
  return emMultistart(problem, { seed, starts: starts ?? 10, thetas, also, tolerance, maxSteps, ...watch });
}

function thetaOf({ model, coordinates }: Problem, start: AnyParams): Float64Array {
  model.check(start);
  return coordinates.toTheta(start);
}

/** How many climbs were made on all the data. */
const climbsOf = ({ reached, pruned }: Ends): number =>
  reached.reduce((sum, { merged }) => sum + 1 + merged.length, pruned.length);

/** The outcome of every start that climbed on all the data, best first. */
function outcomesOf(
  { logLikOf }: Problem,
  chosen: Reached,
  { logLik, penalised = logLik }: AnyAnswer,
  { reached, pruned }: Ends,
): StartOutcome[] {
  const ended = reached.flatMap((one): StartOutcome[] => {
    const { maximum, merged } = one;
    const outcome = {
      logLik: one === chosen ? penalised : logLikOf(maximum.state.value),
      status: one.status(),
    };
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
