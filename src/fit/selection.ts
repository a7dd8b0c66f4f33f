import type { Status } from "../types.js";
import type { Certificate } from "./certificate.js";
import type { Summit } from "./climb.js";
import type { Problem } from "./problem.js";

/** A maximum with what is known of it. */
export interface Judged {
  readonly summit: Summit;
  readonly certificate: Certificate;
  readonly status: Status;
  /** Its status were its least supported expert believed. */
  readonly otherwise: Status;
}

/** How far each status is to be believed, most first. */
const trust: Readonly<Record<Status, number>> = {
  converged: 0,
  singular: 0,
  boundary: 1,
  maxSteps: 2,
  collapsed: 3,
};

/** Orders maxima by the trust in their status, then by height. */
export const preference = (p: Judged, q: Judged) =>
  trust[p.status] - trust[q.status] || q.summit.state.value - p.summit.state.value;

/**
 * The maximum to return. The highest certified one is preferred: among n observations chance always offers an
 * expert of tiny variance on a few of them, or one behind a gate as sharp as a step, that beats it by some nats. One
 * of those is believed instead only if it is higher by more than p log n, p being the parameters that one
 * expert adds: what chance gains by choosing them among n observations is smaller. A point that is no
 * maximum at all (`maxSteps`), or whose variance is at its bound, is never preferred.
 */
export function believed<J extends Judged>({ n, model }: Problem, judged: readonly J[]): J {
  const height = ({ summit }: J) => summit.state.value * n;
  const order = [...judged].sort(preference);
  let [best] = order;
  const perExpert =
    model.experts === 1
      ? model.size
      : model.layout.inputs +
        1 +
        model.layout.slots
          .filter(({ part, atom }) => part === "experts" && atom === 0)
          .reduce((p, { length }) => p + length, 0);
  for (const rival of order) {
    if (
      rival.status === "maxSteps" ||
      rival.otherwise === "collapsed" ||
      trust[rival.status] === trust[best.status]
    )
      continue;
    if (height(rival) > height(best) + perExpert * Math.log(n)) best = { ...rival, status: rival.otherwise };
  }
  return best;
}
