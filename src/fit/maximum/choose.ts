import type { Problem } from "../problem/problem.js";
import type { Candidate, Kind } from "./certificate.js";

/** A candidate, and how many independent starts led to it. */
export interface Found extends Candidate {
  readonly hits: number;
}

/** Whether a point may be the answer: a maximum over the parameter set on which every expert has enough observations, or an exact one. */
export const isEligible = ({ kind }: Candidate): boolean => kind === "eligible" || kind === "exact";

/** A candidate of a lower tier is preferred, whatever the log-likelihoods: points that are no maximum come after all that are. */
const tierOf: Readonly<Record<Kind, number>> = { eligible: 0, exact: 0, maxSteps: 1, collapsed: 2 };

/** What the rule of choice looks at: what a point is, and its log-likelihood less what chance may have given it, summed or as a mean. */
export interface Weighed {
  readonly kind: Kind;
  readonly value: number;
}

/** The rule of choice: orders points, the one that is preferred first (see `byPreference`). */
export const inPreference = (p: Weighed, q: Weighed): number =>
  tierOf[p.kind] - tierOf[q.kind] || q.value - p.value;

/** The mean log-likelihood of a candidate less what chance may have given it. */
export const weighedValue = ({ n }: Problem, { maximum, allowance }: Candidate): number =>
  maximum.state.value - allowance / n;

/**
 * Orders candidates, the one that a fit returns first: the eligible maximum with the largest
 *   S = logLik - (what chance may have given it, see `allowanceOf`).
 * So the answer is defined by the data and the parameter set alone: a search finds it or does not. How often starts lead to a maximum plays no part, since
 * that depends on the search and, by luck, on the seed. Where the highest maximum is asked for (`choice: "highest"`), and for experts
 * without a scale of their own, S is the log-likelihood. Points that are not eligible come last; so a collapsed one is returned only if nothing else was found.
 * bench/rules.ts compares this rule with others by simulation.
 */
export const byPreference =
  (problem: Problem) =>
  (p: Candidate, q: Candidate): number =>
    inPreference(
      { kind: p.kind, value: weighedValue(problem, p) },
      { kind: q.kind, value: weighedValue(problem, q) },
    );
