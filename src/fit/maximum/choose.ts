import type { Status } from "../../types.js";
import { expertSize } from "../problem/degenerate.js";
import type { Problem } from "../problem/problem.js";
import type { Candidate } from "./certificate.js";

/** How little each status is trusted: the smallest first. */
const distrustOf: Readonly<Record<Status, number>> = {
  converged: 0,
  singular: 0,
  boundary: 1,
  maxSteps: 2,
  collapsed: 3,
};
const distrust = ({ status, ifBelieved, stepGate }: Candidate) =>
  status === "boundary" && !stepGate ? 0 : distrustOf[status] + (ifBelieved === "collapsed" ? 1 : 0);

const meanLogLik = ({ maximum }: Candidate) => maximum.state.value;

/** Orders candidates by the trust in their status, then by height; a bound is distrusted only where the gate is a step. */
export const byPreference = (p: Candidate, q: Candidate) =>
  distrust(p) - distrust(q) || meanLogLik(q) - meanLogLik(p);

/**
 * The maximum to return. The highest certified one is preferred: among n observations chance always offers an
 * expert of tiny variance on a few of them, or one behind a gate as sharp as a step, that beats it by some
 * nats. One of those is chosen instead only if it is higher by more than p log n, p being the number of
 * parameters that one expert adds: by choosing them among n observations chance gains less. Where no certified
 * maximum was found it is compared with the fit of one expert less, of which `smaller` gives the mean
 * log-likelihood. A point that is no maximum (`maxSteps`) or collapsed in any case is never preferred.
 */
export function chooseMaximum<C extends Candidate>(
  problem: Problem,
  candidates: readonly C[],
  smaller: () => number,
): C {
  const { n, model } = problem;
  const margin = ((expertSize(problem) + model.inputs + 1) * Math.log(n)) / n;
  let [best] = [...candidates].sort(byPreference);
  const spurious = best.status === "collapsed" && best.ifBelieved !== "collapsed";
  const incumbent = margin + (spurious ? smaller() : meanLogLik(best));
  for (const rival of candidates) {
    const eligible = rival.ifBelieved !== "collapsed" && rival.ifBelieved !== "maxSteps";
    if (eligible && meanLogLik(rival) > incumbent && meanLogLik(rival) >= meanLogLik(best))
      best = { ...rival, status: rival.ifBelieved };
  }
  return best;
}
