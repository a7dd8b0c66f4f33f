import { exp } from "../../numeric/exp.js";
import { takeFactor } from "../../numeric/logProduct.js";
import type { Table } from "./terms.js";

/**
 * One expert against the others at a place, observation by observation: all that the log-likelihood needs while the gate
 * of this expert alone moves. It is selected where its rank is above the `threshold`.
 */
export interface RivalTerms {
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

/** Empty rival terms for n observations. */
export const emptyRivalTerms = (expert: number, n: number): RivalTerms => ({
  expert,
  threshold: new Float64Array(n),
  rival: new Int32Array(n),
  within: new Float64Array(n),
  without: new Float64Array(n),
  prior: new Float64Array(n),
  joint: new Float64Array(n),
});

/** Overwrites rival terms from the ranks, gate scores and log densities of all experts, `selected` of which are selected. */
export function fillRivalTerms(
  { expert, threshold, rival, within, without, prior, joint }: RivalTerms,
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
    // The K - 1 highest others stay in any case; to them comes the expert, or the last of the K highest. Of two terms the
    // larger is 1 in units of itself, however far apart they are.
    const own = scores[expert][t];
    const ownJoint = own + logDensities[expert][t];
    const lastScore = scores[last][t];
    const lastJoint = lastScore + logDensities[last][t];
    let stay = scores[top[0]][t];
    let stayJoint = stay + logDensities[top[0]][t];
    for (let a = 1; a < selected - 1; a++) {
      const score = scores[top[a]][t];
      stay = addExp(stay, score);
      stayJoint = addExp(stayJoint, score + logDensities[top[a]][t]);
    }
    const p = exp(-Math.abs(own - stay));
    const r = exp(-Math.abs(ownJoint - stayJoint));
    prior[t] = (own < stay ? p : 1) / (1 + p);
    joint[t] = (ownJoint < stayJoint ? r : 1) / (1 + r);
    within[t] = Math.max(ownJoint, stayJoint) - Math.max(own, stay) + Math.log((1 + r) / (1 + p));
    const q = exp(-Math.abs(lastScore - stay));
    const s = exp(-Math.abs(lastJoint - stayJoint));
    without[t] = Math.max(lastJoint, stayJoint) - Math.max(lastScore, stay) + Math.log((1 + s) / (1 + q));
  }
}

/** log(e^a + e^b). */
const addExp = (a: number, b: number) => Math.max(a, b) + Math.log1p(exp(-Math.abs(a - b)));

/** The mean log-likelihood where the expert's ranks are these and its scores differ by `change` from the place's. */
export function valueMoved(termsOfRivals: RivalTerms, ranks: Float64Array, change: Float64Array): number {
  const { threshold, rival, within, without, prior, joint, expert } = termsOfRivals;
  const n = threshold.length;
  let total = 0;
  const product = Float64Array.of(1);
  for (let t = 0; t < n; t++) {
    const above = ranks[t] - threshold[t];
    if (above < 0 || (above === 0 && expert > rival[t])) {
      total += without[t];
      continue;
    }
    const factor = exp(change[t]) - 1;
    total += within[t];
    total += takeFactor(product, (1 + joint[t] * factor) / (1 + prior[t] * factor));
  }
  return (total + Math.log(product[0])) / n;
}
