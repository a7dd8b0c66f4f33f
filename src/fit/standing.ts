import { exp } from "../numeric/exp.js";
import type { Table } from "./terms.js";

/**
 * One expert against the others at a place, observation by observation: all that the log-likelihood needs while the gate
 * of this expert alone moves. It is selected where its rank is above the `threshold`.
 */
export interface Standing {
  readonly expert: number;
  /** The K-th highest rank among the others, and whose it is. */
  readonly threshold: Float64Array;
  readonly rival: Int32Array;
  /** The observation's term of the log-likelihood with the expert selected, and without it. */
  readonly within: Float64Array;
  readonly without: Float64Array;
  /** With it selected, its gate weight and its responsibility. */
  readonly prior: Float64Array;
  readonly joint: Float64Array;
}

/** An empty standing for n observations. */
export const standingOf = (expert: number, n: number): Standing => ({
  expert,
  threshold: new Float64Array(n),
  rival: new Int32Array(n),
  within: new Float64Array(n),
  without: new Float64Array(n),
  prior: new Float64Array(n),
  joint: new Float64Array(n),
});

/** Overwrites a standing from the ranks, gate scores and log densities of all experts, `selected` of which are selected. */
export function rankRivals(
  { expert, threshold, rival, within, without, prior, joint }: Standing,
  ranks: Table,
  scores: Table,
  logDensities: Table,
  selected: number,
): void {
  const k = ranks.length;
  const n = threshold.length;
  const top = new Int32Array(selected);
  for (let t = 0; t < n; t++) {
    // The `selected` highest of the others, in order; of equal ones the first.
    let found = 0;
    for (let i = 0; i < k; i++) {
      if (i === expert) continue;
      const rank = ranks[i][t];
      let place = found;
      while (place > 0 && ranks[top[place - 1]][t] < rank) place--;
      if (place === selected) continue;
      for (let a = Math.min(found, selected - 1); a > place; a--) top[a] = top[a - 1];
      top[place] = i;
      if (found < selected) found++;
    }
    const last = top[selected - 1];
    threshold[t] = ranks[last][t];
    rival[t] = last;
    if (selected === 1) {
      within[t] = logDensities[expert][t];
      without[t] = logDensities[last][t];
      continue;
    }
    const own = scores[expert][t];
    const ownJoint = own + logDensities[expert][t];
    let topPrior = own;
    let topJoint = ownJoint;
    for (let a = 0; a < selected; a++) {
      const score = scores[top[a]][t];
      const both = score + logDensities[top[a]][t];
      if (score > topPrior) topPrior = score;
      if (both > topJoint) topJoint = both;
    }
    // The sums over the K - 1 highest others, which stay in any case.
    let priors = 0;
    let joints = 0;
    for (let a = 0; a < selected - 1; a++) {
      const score = scores[top[a]][t];
      priors += exp(score - topPrior);
      joints += exp(score + logDensities[top[a]][t] - topJoint);
    }
    const p = exp(own - topPrior);
    const r = exp(ownJoint - topJoint);
    const p0 = priors + p;
    const r0 = joints + r;
    prior[t] = p / p0;
    joint[t] = r / r0;
    within[t] = topJoint - topPrior + Math.log(r0 / p0);
    const q1 = priors + exp(scores[last][t] - topPrior);
    const s1 = joints + exp(scores[last][t] + logDensities[last][t] - topJoint);
    without[t] = q1 > tiny && s1 > tiny ? topJoint - topPrior + Math.log(s1 / q1) : withoutIt(t);
  }

  /** The same where the expert's own terms are so much larger than the others' that these would vanish beside them. */
  function withoutIt(t: number): number {
    let topPrior = Number.NEGATIVE_INFINITY;
    let topJoint = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < selected; a++) {
      topPrior = Math.max(topPrior, scores[top[a]][t]);
      topJoint = Math.max(topJoint, scores[top[a]][t] + logDensities[top[a]][t]);
    }
    let priors = 0;
    let joints = 0;
    for (let a = 0; a < selected; a++) {
      priors += exp(scores[top[a]][t] - topPrior);
      joints += exp(scores[top[a]][t] + logDensities[top[a]][t] - topJoint);
    }
    return topJoint - topPrior + Math.log(joints / priors);
  }
}
const tiny = 1e-280;

/** The mean log-likelihood where the expert's ranks are these and its scores differ by `change` from the place's. */
export function valueMoved(standing: Standing, ranks: Float64Array, change: Float64Array): number {
  const { threshold, rival, within, without, prior, joint, expert } = standing;
  const n = threshold.length;
  let total = 0;
  for (let t = 0; t < n; t++) {
    const above = ranks[t] - threshold[t];
    if (above < 0 || (above === 0 && expert > rival[t])) {
      total += without[t];
      continue;
    }
    const factor = exp(change[t]) - 1;
    total += within[t] + Math.log((1 + joint[t] * factor) / (1 + prior[t] * factor));
  }
  return total / n;
}
