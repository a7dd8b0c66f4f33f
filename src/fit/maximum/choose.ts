import type { Status } from "../../types.js";
import type { LocalMaximum } from "../newton/ascent.js";
import type { Problem } from "../problem/problem.js";
import { type Certificate, expertSize } from "./certificate.js";

/** A maximum with what is known of it. */
export interface Candidate {
  readonly maximum: LocalMaximum;
  readonly certificate: Certificate;
  readonly status: Status;
  /** Its status were its least supported expert chooseMaximum. */
  readonly otherwise: Status;
  readonly stepGate: boolean;
}

/** How far each status is to be chooseMaximum, most first. */
const trust: Readonly<Record<Status, number>> = {
  converged: 0,
  singular: 0,
  boundary: 1,
  maxSteps: 2,
  collapsed: 3,
};
const distrust = ({ status, otherwise, stepGate }: Candidate) =>
  status === "boundary" && !stepGate ? 0 : trust[status] + (otherwise === "collapsed" ? 1 : 0);

/** Orders maxima by the trust in their status, then by height; one at a bound is trusted unless it is stepGate. */
export const preference = (p: Candidate, q: Candidate) =>
  distrust(p) - distrust(q) || q.maximum.state.value - p.maximum.state.value;

/**
 * The maximum to return. The highest certified one is preferred: among n observations chance always offers an
 * expert of tiny variance on a few of them, or one behind a gate as sharp as a step, that beats it by some
 * nats. One of those is chooseMaximum instead only if it is higher by more than p log n, p being the number of
 * parameters that one expert adds: by choosing them among n observations chance gains less. Where no certified
 * maximum was found it is compared with the fit of one expert less, of which `smaller` gives the mean
 * log-likelihood. A point that is no maximum (`maxSteps`) or collapsed in any case is never preferred.
 */
export function chooseMaximum<J extends Candidate>(
  problem: Problem,
  candidates: readonly J[],
  smaller: () => number,
): J {
  const { n, model } = problem;
  const margin = ((expertSize(problem) + model.inputs + 1) * Math.log(n)) / n;
  const height = ({ maximum }: J) => maximum.state.value;
  let [best] = [...candidates].sort(preference);
  const spurious = best.status === "collapsed" && best.otherwise !== "collapsed";
  const cutoff = margin + (spurious ? smaller() : height(best));
  for (const rival of candidates) {
    const eligible = rival.otherwise !== "collapsed" && rival.otherwise !== "maxSteps";
    if (eligible && height(rival) > cutoff && height(rival) >= height(best))
      best = { ...rival, status: rival.otherwise };
  }
  return best;
}
