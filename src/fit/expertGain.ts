import type { AnyModel } from "../model/model.js";
import type { ExpertsParams, Sample, Status } from "../types.js";
import type { Fit } from "./fit.js";
import { byPreference } from "./maximum/choose.js";
import { multistart } from "./multistart/multistart.js";
import { smallerProblem } from "./multistart/smaller.js";
import { problemOf } from "./problem/problem.js";
import { type Chance, chanceOf } from "./report/chance.js";

/** What the last expert gains; with a penalty in the penalised log-likelihood. */
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

/**
 * What an expert of a fit gains over a fit of one expert less, which is made here, over the same parameter set and by the same choice;
 * undefined for a single expert, and where no two experts are of one family and fixed alike, so that none can be left out.
 */
export function expertGain(
  model: AnyModel,
  sample: Sample,
  { logLik, penalised = logLik, allowance, status, parameterSet, choice, fixed, penalty }: Fit<ExpertsParams>,
): Gain | undefined {
  const smaller = smallerProblem(problemOf(model, sample, { parameterSet, choice, fixed, penalty }));
  if (smaller === undefined) return undefined;
  const options = { seed: "gain", starts: undefined, thetas: undefined, maxSteps: 500 };
  const [best] = [...multistart(smaller, options).reached].sort(byPreference(smaller));
  const smallerLogLik = smaller.logLikOf(best.maximum.state.value);
  const nats = penalised - smallerLogLik;
  const smallerStatus = best.status();
  const collapsed = status === "collapsed" || smallerStatus === "collapsed";
  const isRestricted = fixed !== undefined || penalty !== undefined;
  const chance: Chance = collapsed
    ? { share: null, limits: "one of the two fits is collapsed, so that their difference says nothing" }
    : choice === "highest"
      ? { share: null, limits: "the law is that of fits chosen by the weighed rule" }
      : isRestricted
        ? { share: null, limits: "no law was simulated for parameters that are fixed, or a penalty" }
        : chanceOf(model, smaller.n, nats);
  return { smaller: smallerLogLik, smallerStatus, nats, chance, allowance };
}
