import type { Status } from "../../types.js";
import type { Summit } from "../newton/ascent.js";
import type { Problem } from "../problem/problem.js";
import { type Certificate, expertSize } from "./certificate.js";

/** A maximum with what is known of it. */
export interface Judged {
  readonly summit: Summit;
  readonly certificate: Certificate;
  readonly status: Status;
  /** Its status were its least supported expert believed. */
  readonly otherwise: Status;
  readonly suspect: boolean;
}

/** How far each status is to be believed, most first. */
const trust: Readonly<Record<Status, number>> = {
  converged: 0,
  singular: 0,
  boundary: 1,
  maxSteps: 2,
  collapsed: 3,
};
const distrust = ({ status, otherwise, suspect }: Judged) =>
  status === "boundary" && !suspect ? 0 : trust[status] + (otherwise === "collapsed" ? 1 : 0);

/** Orders maxima by the trust in their status, then by height; one at a bound is trusted unless it is suspect. */
export const preference = (p: Judged, q: Judged) =>
  distrust(p) - distrust(q) || q.summit.state.value - p.summit.state.value;

/**
 * The maximum to return. The highest certified one is preferred: among n observations chance always offers an
 * expert of tiny variance on a few of them, or one behind a gate as sharp as a step, that beats it by some
 * nats. One of those is believed instead only if it is higher by more than p log n, p being the number of
 * parameters that one expert adds: by choosing them among n observations chance gains less. Where no certified
 * maximum was found it is compared with the fit of one expert less, of which `smaller` gives the mean
 * log-likelihood. A point that is no maximum (`maxSteps`) or collapsed in any case is never preferred.
 */
export function believed<J extends Judged>(problem: Problem, judged: readonly J[], smaller: () => number): J {
  const { n, model } = problem;
  const margin = ((expertSize(problem) + model.inputs + 1) * Math.log(n)) / n;
  const height = ({ summit }: J) => summit.state.value;
  let [best] = [...judged].sort(preference);
  const doubted = best.status === "collapsed" && best.otherwise !== "collapsed";
  const bar = margin + (doubted ? smaller() : height(best));
  for (const rival of judged) {
    const eligible = rival.otherwise !== "collapsed" && rival.otherwise !== "maxSteps";
    if (eligible && height(rival) > bar && height(rival) >= height(best))
      best = { ...rival, status: rival.otherwise };
  }
  return best;
}
