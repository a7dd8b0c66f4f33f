import { isWeighed } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";
import type { Candidate, Kind } from "./certificate.js";

/** A candidate, and how many independent starts led to it. */
export interface Found extends Candidate {
  readonly hits: number;
}

/** Whether a point is a maximum over the parameter set on which every expert has enough observations. */
export const isEligible = ({ kind }: Candidate): boolean => kind === "eligible";

/** A candidate of a lower tier is preferred, whatever the log-likelihoods: points that are no maximum come after all that are. */
const tierOf: Readonly<Record<Kind, number>> = { eligible: 0, maxSteps: 1, collapsed: 2 };

/** The mean log-likelihood of a candidate less what chance may have given it. */
export const weighedValue = ({ n }: Problem, { maximum, allowance }: Candidate): number =>
  maximum.state.value - allowance / n;

/**
 * Orders candidates, the one that a fit returns first: the eligible maximum with the largest
 *   S = logLik - (what chance may have given it, see `allowanceOf`) + (1 / 2) log(number of starts that led to it).
 * The last term makes the answer independent of luck: a maximum that one start in a hundred finds must be better by 2.3 nats than
 * one that all find. Where the highest maximum is asked for (`choice: "highest"`), and for experts without a scale of their own, S is the
 * log-likelihood. Points that are not eligible come last; so a collapsed one is returned only if nothing else was found.
 * bench/rules.ts compares this rule with others by simulation.
 */
export const byPreference =
  (problem: Problem) =>
  (p: Found, q: Found): number => {
    const score = (one: Found) =>
      problem.n * weighedValue(problem, one) + (isWeighed(problem) ? 0.5 * Math.log(one.hits) : 0);
    return tierOf[p.kind] - tierOf[q.kind] || score(q) - score(p);
  };
