import type { Status } from "../../types.js";
import { addedSize } from "../problem/degenerate.js";
import type { Problem } from "../problem/problem.js";
import type { Candidate } from "./certificate.js";

/** The tier of each status. A candidate of a lower tier is preferred, whatever the log-likelihoods. */
const tierOfStatus: Readonly<Record<Status, number>> = {
  converged: 0,
  singular: 0,
  boundary: 1,
  maxSteps: 2,
  collapsed: 3,
};

/**
 * A candidate at a bound ranks with the certified ones, unless its gate is a step. One that is collapsed by more than the rule on
 * spurious experts ranks last.
 */
const tierOf = ({ status, ifNotSpurious, stepGate }: Candidate) =>
  status === "boundary" && !stepGate ? 0 : tierOfStatus[status] + (ifNotSpurious === "collapsed" ? 1 : 0);

const meanLogLik = ({ maximum }: Candidate) => maximum.state.value;

/** Orders candidates by their tiers, and within a tier by falling log-likelihood. */
export const byPreference = (p: Candidate, q: Candidate) =>
  tierOf(p) - tierOf(q) || meanLogLik(q) - meanLogLik(p);

/**
 * Whether later climbs are pruned against a candidate: certified ones, and those at a bound unless the gate is a step.
 * `endedEarly`: the climb ended below its maximum on purpose, and would have been certified. `chooseMaximum` may still return others.
 */
export const isIncumbent = ({ status, stepGate }: Candidate, endedEarly: boolean): boolean =>
  status === "converged" ||
  status === "singular" ||
  (!stepGate && (status === "boundary" || (endedEarly && status === "maxSteps")));

/**
 * The maximum that a fit returns. First comes the highest candidate of the lowest tier, as a rule a certified maximum.
 * Chance always offers higher ones: among n observations it finds an expert of tiny variance on a few of them (spurious), or
 * one behind a gate as sharp as a step. Such a candidate is returned instead only if its log-likelihood is higher by more than
 * p log n, p being the number of parameters that one expert adds, its gate's among them: chance gains less than that by choosing a few
 * among n observations. Where the first candidate is itself spurious, the fit of one expert less is what must be exceeded by
 * p log n; `smaller` gives the mean log-likelihood of that fit. Points that are no maximum (`maxSteps`), or are collapsed even
 * without the rule on spurious experts, are never returned in place of the first.
 */
export function chooseMaximum<C extends Candidate>(
  problem: Problem,
  candidates: readonly C[],
  smaller: () => number,
): C {
  const { n } = problem;
  const margin = (addedSize(problem) * Math.log(n)) / n;
  let [best] = [...candidates].sort(byPreference);
  const spurious = best.status === "collapsed" && best.ifNotSpurious !== "collapsed";
  const threshold = margin + (spurious ? smaller() : meanLogLik(best));
  for (const rival of candidates) {
    const eligible = rival.ifNotSpurious !== "collapsed" && rival.ifNotSpurious !== "maxSteps";
    if (eligible && meanLogLik(rival) > threshold && meanLogLik(rival) >= meanLogLik(best))
      best = { ...rival, status: rival.ifNotSpurious };
  }
  return best;
}
