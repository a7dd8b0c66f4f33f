import { exp } from "../../numeric/exp.js";
import { type Frequencies, totalOf } from "../../numeric/frequencies.js";
import { takeFactor } from "../../numeric/logProduct.js";
import type { Table } from "./terms.js";

/**
 * One expert against the rest at an iterate, observation by observation: all that the log-likelihood needs while the gate
 * of this expert alone moves. With h the gate scores, e the log densities and S the K experts selected, the term of an
 * observation is
 *   log sum_S exp(h + e) - log sum_S exp(h).
 * The K - 1 highest of the rest are always in S. The expert is in S where its rank is above the `threshold`, otherwise its
 * `rival` is.
 */
export interface RivalTerms {
  readonly expert: number;
  /** How often each observation counts, and how often all together. */
  readonly counts: Frequencies;
  readonly total: number;
  /** The K-th highest rank among the rest, and whose it is. */
  readonly threshold: Float64Array;
  readonly rival: Int32Array;
  /** The observation's term with the expert in S, and without it. */
  readonly within: Float64Array;
  readonly without: Float64Array;
  /** The expert's gate weight and its responsibility, with it in S; for K > 1 only. */
  readonly weight: Float64Array;
  readonly responsibility: Float64Array;
}

/** Empty rival terms for n rows of observations. */
export const emptyRivalTerms = (expert: number, n: number, counts?: Frequencies): RivalTerms => ({
  expert,
  counts,
  total: totalOf(n, counts),
  threshold: new Float64Array(n),
  rival: new Int32Array(n),
  within: new Float64Array(n),
  without: new Float64Array(n),
  weight: new Float64Array(n),
  responsibility: new Float64Array(n),
});

/** Overwrites rival terms from the ranks, gate scores and log densities of all experts, `selected` of which are selected. */
export function fillRivalTerms(
  { expert, threshold, rival, within, without, weight, responsibility }: RivalTerms,
  ranks: Table,
  scores: Table,
  logDensities: Table,
  selected: number,
): void {
  const n = threshold.length;
  const top = new Int32Array(selected);
  for (let t = 0; t < n; t++) {
    findHighest(top, ranks, expert, t);
    const last = top[selected - 1];
    threshold[t] = ranks[last][t];
    rival[t] = last;
    if (selected === 1) {
      within[t] = logDensities[expert][t];
      without[t] = logDensities[last][t];
      continue;
    }
    let stay = scores[top[0]][t];
    let stayJoint = stay + logDensities[top[0]][t];
    for (let a = 1; a < selected - 1; a++) {
      const score = scores[top[a]][t];
      stay = logAddExp(stay, score);
      stayJoint = logAddExp(stayJoint, score + logDensities[top[a]][t]);
    }
    // In units of the larger of two terms the sum is 1 + e^-|difference|, which cannot overflow.
    const own = scores[expert][t];
    const ownJoint = own + logDensities[expert][t];
    const p = exp(-Math.abs(own - stay));
    const r = exp(-Math.abs(ownJoint - stayJoint));
    weight[t] = (own < stay ? p : 1) / (1 + p);
    responsibility[t] = (ownJoint < stayJoint ? r : 1) / (1 + r);
    within[t] = Math.max(ownJoint, stayJoint) - Math.max(own, stay) + Math.log((1 + r) / (1 + p));
    const lastScore = scores[last][t];
    const lastJoint = lastScore + logDensities[last][t];
    const q = exp(-Math.abs(lastScore - stay));
    const s = exp(-Math.abs(lastJoint - stayJoint));
    without[t] = Math.max(lastJoint, stayJoint) - Math.max(lastScore, stay) + Math.log((1 + s) / (1 + q));
  }
}

/** Overwrites `top` with the experts that rank highest at observation t, in order and without `except`; ties go to the first. */
function findHighest(top: Int32Array, ranks: Table, except: number, t: number): void {
  const wanted = top.length;
  let found = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (i === except) continue;
    const rank = ranks[i][t];
    let place = found;
    while (place > 0 && ranks[top[place - 1]][t] < rank) place--;
    if (place === wanted) continue;
    for (let a = Math.min(found, wanted - 1); a > place; a--) top[a] = top[a - 1];
    top[place] = i;
    if (found < wanted) found++;
  }
}

/** log(e^a + e^b). */
const logAddExp = (a: number, b: number) => Math.max(a, b) + Math.log1p(exp(-Math.abs(a - b)));

/**
 * The mean log-likelihood after a move that gives the expert these ranks and adds `change` to its scores. With c the change, p the
 * expert's weight and r its responsibility, the term of an observation at which it is selected is
 *   within + log(1 + r (e^c - 1)) - log(1 + p (e^c - 1)).
 */
export function valueMoved(rivalTerms: RivalTerms, ranks: Float64Array, change: Float64Array): number {
  const { threshold, rival, within, without, weight, responsibility, expert, counts, total } = rivalTerms;
  const n = threshold.length;
  let sum = 0;
  const product = Float64Array.of(1);
  for (let t = 0; t < n; t++) {
    const above = ranks[t] - threshold[t];
    const count = counts === undefined ? 1 : counts[t];
    if (above < 0 || (above === 0 && expert > rival[t])) {
      sum += count * without[t];
      continue;
    }
    const factor = exp(change[t]) - 1;
    const grown = (1 + responsibility[t] * factor) / (1 + weight[t] * factor);
    sum += count * within[t];
    sum += counts === undefined ? takeFactor(product, grown) : count * Math.log(grown);
  }
  return (sum + Math.log(product[0])) / total;
}
