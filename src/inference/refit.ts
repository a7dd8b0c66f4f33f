import { type Fit, fit } from "../fit/index.js";
import { problemOf } from "../fit/problem/problem.js";
import { isPreferred } from "../fit/report/preferred.js";
import type { Model } from "../model/model.js";
import type { ExpertsParams, FamilyParams, Params, Sample, Status } from "../types.js";
import { type Aligned, alignmentTo } from "./alignment.js";
import { redrawn } from "./redraw.js";

/** All that refits to simulated data need beside the model: plain data, which can be sent to a worker. */
export interface RefitPlan<Experts extends ExpertsParams = FamilyParams> {
  /** The estimate, from which responses are drawn. */
  readonly params: Params<Experts>;
  /** The inputs, offsets and numbers of trials at which they are drawn, with the observed responses. */
  readonly sample: Sample;
  readonly parameterSet: Fit["parameterSet"];
  readonly choice: Fit["choice"];
  readonly fixed?: Fit["fixed"];
  readonly penalty?: Fit["penalty"];
  readonly seed: string | number;
  readonly starts: "both" | "estimate";
}

/** A fit to responses that were drawn from an estimate. */
export type Refit<Experts extends ExpertsParams = FamilyParams> = Done<Experts> | Failed;

interface Done<Experts extends ExpertsParams> extends Aligned<Experts> {
  readonly replicate: number;
  readonly status: Status;
  readonly logLik: number;
  /** Which start led to it: `search` where the default search found a better maximum than the climb from the estimate. */
  readonly from: "estimate" | "search";
}

/** A replicate to which the model could not be fitted. */
interface Failed {
  readonly replicate: number;
  readonly status: "failed";
  readonly reason: string;
}

/**
 * Draws responses from the estimate at the inputs of the sample and fits the model to them. The fit is the better one, by the choice of the plan,
 * of a climb from the estimate and of the search that any fit makes (`both`): the first alone would keep to the maximum that belongs to
 * the estimate and hide that another may be the answer, and the second alone might by chance miss that maximum. `estimate`: the first alone.
 * Experts have the labels of those of the estimate. Random numbers come from `stream("seed/bootstrap/replicate/...")`, so that no replicate
 * depends on another.
 */
export function refit<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  plan: RefitPlan<Experts>,
  replicate: number,
): Refit<Experts> {
  const { params, parameterSet, choice, fixed, penalty, seed, starts } = plan;
  const asFitted = { parameterSet, choice, fixed, penalty };
  const key = `${seed}/bootstrap/${replicate}`;
  const drawn = redrawn(model, params, plan.sample, `${key}/sample`);
  try {
    const local = fit(model, drawn, { ...asFitted, start: params });
    const wide = starts === "both" ? fit(model, drawn, { ...asFitted, seed: `${key}/fit` }) : local;
    const isWide = isPreferred(wide, local);
    const { status, logLik, params: found } = isWide ? wide : local;
    const aligned = alignmentTo(problemOf(model, drawn, asFitted), params)(found);
    return { replicate, status, logLik, from: isWide ? "search" : "estimate", ...aligned };
  } catch (error) {
    return { replicate, status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
