import { exp } from "../../numeric/exp.js";
import { takeFactor } from "../../numeric/logProduct.js";
import { type OrderBy, orderingOf } from "../../numeric/orderBy.js";
import type { RivalTerms } from "./rivals.js";

/** A segment of a line: the expert's rank, and the change of its score from the place's, at its two ends. */
export interface Segment {
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
}
export interface SegmentEnd {
  readonly move: number;
  readonly ranks: Float64Array;
  readonly change: Float64Array;
}

/** Takes an interval of a line between neighbouring changes of selection: a move within it, and the value there. */
export type Offer = (move: number, value: number) => void;

/** Where the selection changes along a segment: after `count` observations in the order of `order`, at parts `at` of it. */
export interface Breakpoints {
  readonly at: Float64Array;
  readonly order: Uint32Array;
  count: number;
  /** Whether the expert is selected just beyond the segment's beginning. */
  readonly inside: Uint8Array;
  readonly orderBy: OrderBy;
}

export const breakpointsFor = (n: number): Breakpoints => ({
  at: new Float64Array(n),
  order: new Uint32Array(n),
  count: 0,
  inside: new Uint8Array(n),
  orderBy: orderingOf(n),
});

/** Overwrites the breakpoints of a segment on which ranks go linearly from one end to the other: at most one each. */
export function findBreakpoints(
  breakpoints: Breakpoints,
  { expert, threshold, rival }: RivalTerms,
  { from, to }: Segment,
): void {
  const { at, order, inside, orderBy } = breakpoints;
  const n = threshold.length;
  let count = 0;
  for (let t = 0; t < n; t++) {
    const below = threshold[t] - from.ranks[t];
    const slope = to.ranks[t] - from.ranks[t];
    inside[t] = below < 0 || (below === 0 && (slope > 0 || (slope === 0 && expert < rival[t]))) ? 1 : 0;
    if (slope === 0) continue;
    const part = below / slope;
    // Of a tie at the beginning only what comes of it counts.
    if (!(part > 0 && part < 1)) continue;
    at[t] = part;
    order[count++] = t;
  }
  breakpoints.count = count;
  orderBy(at, order, count);
}

/**
 * Sweeps over a segment of a line on which the gate of one expert moves, its rank and score linearly, while all else stays
 * as it is; each interval between neighbouring breakpoints is offered at its highest place. With K = 1 the log-likelihood
 * is a step function and the profile exact. Otherwise each observation's term
 *   log(1 + r (e^c - 1)) - log(1 + p (e^c - 1)) + const,  c the change of score,
 * is expanded to second order about the segment's end that is nearer to the place; where an observation changes its
 * selection, the expansion is exchanged for its constant term without the expert.
 */
export function profile(
  termsOfRivals: RivalTerms,
  breakpoints: Breakpoints,
  { from, to }: Segment,
  selected: number,
  offer: Offer,
): void {
  const { within, without, prior, joint } = termsOfRivals;
  const { at, order, count, inside } = breakpoints;
  const n = within.length;
  const about = Math.abs(from.move) < Math.abs(to.move) ? 0 : 1;
  const base = about === 0 ? from : to;
  const least = narrowestInterval[selected === 1 ? 0 : 1];
  const moves = selected > 1 && base.move !== 0;
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  /**
   * The expansion of an observation with the expert, less its term without it: the constant is d[0] + log d[3]. In an array:
   * variables of a closure are slow.
   */
  const d = Float64Array.of(0, 0, 0, 1);
  const product = Float64Array.of(1);
  for (let t = 0; t < n; t++) {
    c0 += without[t];
    if (inside[t] === 0) continue;
    expand(t);
    c0 += d[0];
    c1 += d[1];
    c2 += d[2];
    c0 += takeFactor(product, d[3]);
  }
  c0 += Math.log(product[0]);
  let left = 0;
  for (let c = 0; c <= count; c++) {
    const right = c < count ? at[order[c]] : 1;
    if (right - left > least) {
      let u = 0.5 * (left + right);
      if (c1 !== 0 || c2 !== 0) {
        const low = left + 0.01 * (right - left);
        const high = right - 0.01 * (right - left);
        if (c2 < 0) u = Math.min(high, Math.max(low, about - c1 / (2 * c2)));
        else u = c1 + c2 * (low + high - 2 * about) > 0 ? high : low;
      }
      const v = u - about;
      offer(from.move + u * (to.move - from.move), (c0 + v * (c1 + v * c2)) / n);
    }
    if (c === count) break;
    const sign = inside[order[c]] === 1 ? -1 : 1;
    expand(order[c]);
    c0 += sign * (moves ? d[0] + Math.log(d[3]) : d[0]);
    c1 += sign * d[1];
    c2 += sign * d[2];
    left = right;
  }

  function expand(t: number): void {
    d[0] = within[t] - without[t];
    if (selected === 1) return;
    let r = joint[t];
    let p = prior[t];
    if (moves) {
      const factor = exp(base.change[t]);
      const r0 = 1 + r * (factor - 1);
      const p0 = 1 + p * (factor - 1);
      d[3] = r0 / p0;
      r *= factor / r0;
      p *= factor / p0;
    }
    const slope = to.change[t] - from.change[t];
    d[1] = slope * (r - p);
    d[2] = 0.5 * slope * slope * (r * (1 - r) - p * (1 - p));
  }
}

/**
 * Narrower intervals are taken for rounding, or for observations that change their selection together; with K > 1, where
 * a segment is shorter, there must be room for the clearance of `climbCells` as well.
 */
export const narrowestInterval = [1e-12, 1e-7] as const;
