import type { AnyModel, Model } from "../model/model.js";
import type { ParameterSet } from "../params/parameterSet.js";
import type { AnyParams, ExpertsParams, FamilyParams, Sample, Status } from "../types.js";
import { checkData, checkOptions } from "./checks.js";
import { byPreference } from "./maximum/choose.js";
import type { Ends, Reached } from "./multistart/climbAll.js";
import { emMultistart, multistart } from "./multistart/multistart.js";
import { smallerProblem } from "./multistart/smaller.js";
import type { FitOptions } from "./options.js";
import { type Choice, type Problem, problemOf } from "./problem/problem.js";
import { type Alternative, alternativesOf } from "./report/alternatives.js";
import { type Answer, type AnyAnswer, answerOf, withMeasure } from "./report/answer.js";
import { type Chance, chanceOf } from "./report/chance.js";
import { checkUnits } from "./report/rawUnits.js";

/** How one start ended. */
export interface StartOutcome {
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

/** What the last expert gains. */
export interface Gain {
  /** The log-likelihood of the fit of one expert less, found by a search of its own and chosen by the same rule, and what it is. */
  readonly smaller: number;
  readonly smallerStatus: Status;
  /** The log-likelihood of the fit less that of the smaller one. */
  readonly nats: number;
  /** How often chance alone gives as much, to samples that have one expert less. */
  readonly chance: Chance;
  /** What chance may have given to experts this narrow on this few observations: where it exceeds the gain, the gain says nothing. */
  readonly allowance: number;
}

/** A fitted mixture of experts. */
export interface Fit<Experts = FamilyParams> extends Answer<Experts> {
  /** The number of observations: the sum of their weights. */
  readonly n: number;
  readonly experts: number;
  /** Steps from the winning start. */
  readonly steps: number;
  /** The set over which it is the maximum, and by which rule it was chosen. */
  readonly parameterSet: ParameterSet;
  readonly choice: Choice;
  /** Every other distinct maximum that was found, the highest first, with the reason why it is not the answer. */
  readonly alternatives: readonly Alternative<Experts>[];
  /**
   * What an expert gains over a fit of one less, which is made at the first call; undefined for a single expert, and where no
   * family has two experts, so that none can be left out.
   */
  readonly gain: () => Gain | undefined;
  readonly search: Search;
  /** The starts that climbed on all the data, best first. */
  readonly starts: readonly StartOutcome[];
}

/**
 * Maximum-likelihood estimate of a mixture of experts: argmax over the compact parameter set of
 * sum_t log g(y_t | x_t) (Nguyen, Nguyen, Ho 2023, eq. (2)), or the highest maximum once what chance may have given is taken away
 * (`choice`). Data are standardised inside, so that units do not matter. Starts lead to local maxima (`search`); each is certified
 * (`certify`), and one is chosen (`byPreference`). Deterministic in (sample, options).
 *
 * Throws on data that cannot be fitted (not finite, fewer observations than parameters, constant or collinear
 * inputs) and on invalid options; a statistical failure is a status.
 */
export function fit<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  sample: Sample,
  options?: FitOptions,
): Fit<Experts>;
export function fit(model: AnyModel, sample: Sample, options: FitOptions = {}): Fit<ExpertsParams> {
  checkOptions(model, options);
  checkData(model, sample, options.parameterSet);
  const problem = problemOf(model, sample, options);
  const ends = search(problem, options);
  const [chosen] = [...ends.reached].sort(byPreference(problem));
  checkUnits(problem, chosen.maximum.state);
  const answer = answerOf(problem, chosen);
  let starts: StartOutcome[] | undefined;
  let alternatives: Alternative<ExpertsParams>[] | undefined;
  let gain: Gain | undefined;
  return withMeasure(model, {
    ...answer,
    n: problem.n,
    experts: model.experts,
    steps: chosen.maximum.steps,
    parameterSet: problem.parameterSet,
    choice: problem.choice,
    get alternatives() {
      alternatives ??= alternativesOf(problem, chosen, answer, ends.reached);
      return alternatives;
    },
    gain: () => {
      gain ??= gainOf(problem, options, answer);
      return gain;
    },
    search: { starts: ends.starts, climbed: climbsOf(ends), agreed: chosen.hits },
    get starts() {
      starts ??= outcomesOf(problem, chosen, answer, ends);
      return starts;
    },
  });
}

/** The local maxima that the starts lead to, by the method asked for. */
function search(problem: Problem, { method, seed = "fit", starts, start, ...given }: FitOptions): Ends {
  const thetas = start === undefined ? undefined : [start].flat().map((params) => thetaOf(problem, params));
  if (method !== "em") return multistart(problem, { seed, starts, thetas, maxSteps: given.maxSteps ?? 500 });
  const { tolerance = 1e-10, maxSteps = 20_000 } = given;
  return emMultistart(problem, { seed, starts: starts ?? 10, thetas, tolerance, maxSteps });
}

function thetaOf({ model, coordinates }: Problem, start: AnyParams): Float64Array {
  model.check(start);
  return coordinates.toTheta(start);
}

function gainOf(
  problem: Problem,
  { seed = "fit" }: FitOptions,
  { logLik, allowance, status }: AnyAnswer,
): Gain | undefined {
  const { model, n } = problem;
  const smaller = smallerProblem(problem);
  if (smaller === undefined) return undefined;
  const options = { seed, starts: undefined, thetas: undefined, maxSteps: 500 };
  const [best] = [...multistart(smaller, options).reached].sort(byPreference(smaller));
  const smallerLogLik = smaller.logLikOf(best.maximum.state.value);
  const nats = logLik - smallerLogLik;
  const smallerStatus = best.status();
  const collapsed = status === "collapsed" || smallerStatus === "collapsed";
  const chance: Chance = collapsed
    ? { share: null, limits: "one of the two fits is collapsed, so that their difference says nothing" }
    : problem.choice === "highest"
      ? { share: null, limits: "the law is that of fits chosen by the weighed rule" }
      : chanceOf(model, n, nats);
  return { smaller: smallerLogLik, smallerStatus, nats, chance, allowance };
}

/** How many climbs were made on all the data. */
const climbsOf = ({ reached, pruned }: Ends): number =>
  reached.reduce((sum, { merged }) => sum + 1 + merged.length, pruned.length);

/** The outcome of every start that climbed on all the data, best first. */
function outcomesOf(
  { logLikOf }: Problem,
  chosen: Reached,
  { logLik }: AnyAnswer,
  { reached, pruned }: Ends,
): StartOutcome[] {
  const ended = reached.flatMap((one): StartOutcome[] => {
    const { maximum, merged } = one;
    const outcome = { logLik: one === chosen ? logLik : logLikOf(maximum.state.value), status: one.status() };
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
