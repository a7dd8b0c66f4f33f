import type { Table } from "./terms.js";

/** Ranks and scores at one point of a line through the gates. */
export interface LinePoint {
  readonly ranks: Table;
  readonly scores: Table;
}

/**
 * The mean log-likelihood along a piece of a line, by its intervals: between two neighbours among the places where
 * the selection of some observation changes. at[c] is the place in interval c, as a part of the way from the piece's
 * one end (0) to its other (1), where it is highest, and value[c] how high.
 */
export interface Sweep {
  readonly at: readonly number[];
  readonly value: readonly number[];
}

/**
 * Sweeps over a piece of a line on which ranks and scores go linearly from one end to the other, while the experts'
 * log densities e stay as they are. With K = 1 the log-likelihood is a step function, sum_t e_{i(t)}(t), and the sweep
 * is exact. Otherwise each observation's term LSE_S(h + e) - LSE_S(h), S its selection, is expanded to second order
 * about the piece's end `about`; where an observation changes its selection, its expansion is exchanged.
 * Costs O(m log m) for m changes of selection, beside a few exponentials for each.
 */
export function sweep(
  from: LinePoint,
  to: LinePoint,
  logDensities: Table,
  selected: number,
  about: 0 | 1,
): Sweep {
  const k = logDensities.length;
  const n = logDensities[0].length;
  const base = about === 0 ? from : to;
  /** Of each change of selection its place, and what it adds to the coefficients of 1, u and u^2. */
  const events: number[] = [];
  const added: number[] = [];
  const rank = new Float64Array(k);
  const slope = new Float64Array(k);
  const chosen = new Int32Array(selected);
  const isChosen = new Uint8Array(k);
  const now = new Float64Array(3);
  const start = new Float64Array(3);
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < k; i++) {
      rank[i] = from.ranks[i][t];
      slope[i] = to.ranks[i][t] - rank[i];
    }
    choose(rank, slope, chosen, isChosen);
    expand(t);
    for (let c = 0; c < 3; c++) start[c] += now[c];
    // Each change exchanges a selected expert for a steeper one, so that they come to an end.
    for (let at = 0; at < 1; ) {
      let next = 1;
      let leaves = -1;
      let enters = -1;
      for (let a = 0; a < selected; a++) {
        const i = chosen[a];
        for (let j = 0; j < k; j++) {
          if (isChosen[j] === 1 || slope[j] <= slope[i]) continue;
          const meet = (rank[i] - rank[j]) / (slope[j] - slope[i]);
          if (meet < next) {
            next = meet;
            leaves = a;
            enters = j;
          }
        }
      }
      if (leaves < 0) break;
      at = Math.max(at, next);
      isChosen[chosen[leaves]] = 0;
      isChosen[enters] = 1;
      chosen[leaves] = enters;
      const [c0, c1, c2] = now;
      expand(t);
      events.push(at);
      added.push(now[0] - c0, now[1] - c1, now[2] - c2);
    }
  }
  return intervals(events, added, start, about, n, narrowest[selected === 1 ? 0 : 1]);

  /** now <- the expansion of observation t with the chosen experts. */
  function expand(t: number): void {
    if (selected === 1) {
      now[0] = logDensities[chosen[0]][t];
      return;
    }
    let topPrior = Number.NEGATIVE_INFINITY;
    let topJoint = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < selected; a++) {
      const h = base.scores[chosen[a]][t];
      const joint = h + logDensities[chosen[a]][t];
      if (h > topPrior) topPrior = h;
      if (joint > topJoint) topJoint = joint;
    }
    let p0 = 0;
    let p1 = 0;
    let p2 = 0;
    let r0 = 0;
    let r1 = 0;
    let r2 = 0;
    for (let a = 0; a < selected; a++) {
      const i = chosen[a];
      const h = base.scores[i][t];
      const move = to.scores[i][t] - from.scores[i][t];
      const p = Math.exp(h - topPrior);
      const r = Math.exp(h + logDensities[i][t] - topJoint);
      p0 += p;
      p1 += p * move;
      p2 += p * move * move;
      r0 += r;
      r1 += r * move;
      r2 += r * move * move;
    }
    p1 /= p0;
    r1 /= r0;
    now[0] = topJoint - topPrior + Math.log(r0 / p0);
    now[1] = r1 - p1;
    now[2] = 0.5 * (r2 / r0 - r1 * r1 - (p2 / p0 - p1 * p1));
  }
}

/** The experts that rank highest just beyond the piece's beginning; of equal ones the steeper, then the first. */
function choose(rank: Float64Array, slope: Float64Array, chosen: Int32Array, isChosen: Uint8Array): void {
  isChosen.fill(0);
  for (let a = 0; a < chosen.length; a++) {
    let best = -1;
    for (let i = 0; i < rank.length; i++) {
      if (isChosen[i] === 1) continue;
      if (best < 0 || rank[i] > rank[best] || (rank[i] === rank[best] && slope[i] > slope[best])) best = i;
    }
    chosen[a] = best;
    isChosen[best] = 1;
  }
}

/** The highest place of each interval between neighbouring events, and its value. */
function intervals(
  events: readonly number[],
  added: readonly number[],
  [c0, c1, c2]: Float64Array,
  about: 0 | 1,
  n: number,
  least: number,
): Sweep {
  const order = sortedOrder(events);
  const at: number[] = [];
  const value: number[] = [];
  let left = 0;
  for (let c = 0; c <= order.length; c++) {
    const right = c < order.length ? events[order[c]] : 1;
    if (right - left > least) {
      let u = 0.5 * (left + right);
      if (c1 !== 0 || c2 !== 0) {
        const low = left + 0.01 * (right - left);
        const high = right - 0.01 * (right - left);
        if (c2 < 0) u = Math.min(high, Math.max(low, about - c1 / (2 * c2)));
        else u = c1 + c2 * (low + high - 2 * about) > 0 ? high : low;
      }
      at.push(u);
      const v = u - about;
      value.push((c0 + v * (c1 + v * c2)) / n);
    }
    if (c === order.length) break;
    const e = 3 * order[c];
    c0 += added[e];
    c1 += added[e + 1];
    c2 += added[e + 2];
    left = right;
  }
  return { at, value };
}

/** The indices of some numbers within [0, 1], in the order of the numbers. */
function sortedOrder(values: readonly number[]): Uint32Array {
  return Uint32Array.from(values, (_, c) => c).sort((p, q) => values[p] - values[q]);
}

/**
 * Narrower intervals are taken for rounding, or for observations that change their selection together; with K > 1, where
 * a piece is shorter, there must be room for the clearance of `climbCells` as well.
 */
const narrowest = [1e-12, 1e-7] as const;
