import { clamp } from "../../numeric/clamp.js";
import { exp } from "../../numeric/exp.js";
import { takeFactor } from "../../numeric/logProduct.js";
import { type OrderBy, orderingOf } from "../../numeric/orderBy.js";
import type { RivalTerms } from "./rivals.js";

/*
 * The profile along a line on which the gate of one expert moves. At a share u of a segment of it, rank_t(u) is the expert's
 * rank at observation t and c_t(u) the change of its score from the iterate's, both linear in u. With the terms of
 * `RivalTerms` at the iterate the log-likelihood is the sum over t, each counted as often as its weight says, of
 *   within_t + log(1 + r_t (e^c_t - 1)) - log(1 + p_t (e^c_t - 1))   where rank_t(u) > threshold_t,
 *   without_t                                                      elsewhere,
 * r_t the expert's responsibility and p_t its weight. The sum is smooth between neighbouring breakpoints, where some
 * rank_t(u) = threshold_t, and jumps at them. With K = 1, r_t = p_t = 1 and it is a step function.
 */

/** A segment of a line. */
export interface Segment {
  readonly from: SegmentEnd;
  readonly to: SegmentEnd;
}
/** The expert's ranks, and the changes of its scores from the iterate's, after a move along the line. */
export interface SegmentEnd {
  readonly move: number;
  readonly ranks: Float64Array;
  readonly change: Float64Array;
}

/** Takes an interval between neighbouring breakpoints: a move within it, and the mean log-likelihood there. */
export type Offer = (move: number, value: number) => void;

/** The breakpoints of a segment: where the selection of an observation changes. */
export interface Breakpoints {
  /** shares[t]: the share of the segment up to the breakpoint of observation t, if it has one. */
  readonly shares: Float64Array;
  /** The first `count` entries: the observations that have a breakpoint, in the order of their breakpoints. */
  readonly order: Uint32Array;
  count: number;
  /** Whether the expert is selected just beyond the segment's beginning. */
  readonly inside: Uint8Array;
  readonly orderBy: OrderBy;
}

/** Breakpoints yet to be found, for n observations. */
export const breakpointsFor = (n: number): Breakpoints => ({
  shares: new Float64Array(n),
  order: new Uint32Array(n),
  count: 0,
  inside: new Uint8Array(n),
  orderBy: orderingOf(n),
});

/** Overwrites the breakpoints of a segment. An observation has at most one, since ranks are linear. */
export function findBreakpoints(
  breakpoints: Breakpoints,
  { expert, threshold, rival }: RivalTerms,
  { from, to }: Segment,
): void {
  const { shares, order, inside, orderBy } = breakpoints;
  const n = threshold.length;
  let count = 0;
  for (let t = 0; t < n; t++) {
    const below = threshold[t] - from.ranks[t];
    const slope = to.ranks[t] - from.ranks[t];
    inside[t] = below < 0 || (below === 0 && (slope > 0 || (slope === 0 && expert < rival[t]))) ? 1 : 0;
    if (slope === 0) continue;
    const share = below / slope;
    // A tie at the segment's beginning is decided by `inside` already.
    if (!(share > 0 && share < 1)) continue;
    shares[t] = share;
    order[count++] = t;
  }
  breakpoints.count = count;
  orderBy(shares, order, count);
}

/**
 * Offers each interval between neighbouring breakpoints of a segment, at the share u where the profile is highest. With K = 1 the
 * values are exact. With K > 1 the term of each observation is expanded to second order in u, about the end of the segment that
 * is nearer to the iterate.
 */
export function profile(
  rivalTerms: RivalTerms,
  breakpoints: Breakpoints,
  segment: Segment,
  selected: number,
  offer: Offer,
): void {
  const { from, to } = segment;
  const { shares, order, count, inside } = breakpoints;
  const { counts, total } = rivalTerms;
  const about = Math.abs(from.move) < Math.abs(to.move) ? 0 : 1;
  const narrowest = selected === 1 ? narrowestInterval.step : narrowestInterval.smooth;
  const base = about === 0 ? from : to;
  const moved = selected > 1 && base.move !== 0 ? base.change : undefined;
  const expansion: Expansion = { rivalTerms, segment, moved, selected };
  // The sum at share u is c0 + c1 v + c2 v^2 with v = u - about, expanded about the end nearer to the iterate.
  let [c0, c1, c2] = sumAtBeginning(expansion, inside);
  const gain = noGain();
  let left = 0;
  for (let c = 0; c <= count; c++) {
    const right = c < count ? shares[order[c]] : 1;
    if (right - left > narrowest) {
      const u = highestShare(left, right, about, c1, c2);
      const v = u - about;
      offer(from.move + u * (to.move - from.move), (c0 + v * (c1 + v * c2)) / total);
    }
    if (c === count) break;
    const times = counts === undefined ? 1 : counts[order[c]];
    const sign = inside[order[c]] === 1 ? -times : times;
    expand(gain, expansion, order[c]);
    c0 += sign * (moved ? gain[constant] + Math.log(gain[factor]) : gain[constant]);
    c1 += sign * gain[slope];
    c2 += sign * gain[curvature];
    left = right;
  }
}

/**
 * Narrower intervals, as shares of a segment, are passed over. Those of a `step` function are rounding, or lie between observations
 * that change their selection together. On a `smooth` profile an interval must hold a point that is not on a tie: ranks
 * change by about 1 along a segment, and a hundredth of the width (`margin`) is then ten times the clearance of `cellAscent`.
 */
export const narrowestInterval = { step: 1e-12, smooth: 1e-7 } as const;

/** Points keep away from the ends of an interval, where the selection changes, by this share of its width. */
const margin = 0.01;

/** The share u in (left, right) at which c1 (u - about) + c2 (u - about)^2 is highest; the middle if it is constant. */
function highestShare(left: number, right: number, about: number, c1: number, c2: number): number {
  if (c1 === 0 && c2 === 0) return 0.5 * (left + right);
  const low = left + margin * (right - left);
  const high = right - margin * (right - left);
  if (c2 < 0) return clamp(about - c1 / (2 * c2), low, high);
  return c1 + c2 * (low + high - 2 * about) > 0 ? high : low;
}

/** What the expansion of a segment's terms needs. */
interface Expansion {
  readonly rivalTerms: RivalTerms;
  readonly segment: Segment;
  /** The changes of score at one end of the segment; undefined if that is the iterate, or K = 1. */
  readonly moved: Float64Array | undefined;
  readonly selected: number;
}

/**
 * What an observation's term gains by the expert's selection, to second order:
 *   constant + log factor + slope v + curvature v^2.
 * The factor is kept apart, since the logarithm of a product of many factors is taken once (`takeFactor`).
 */
type Gain = Float64Array;
const constant = 0;
const factor = 1;
const slope = 2;
const curvature = 3;
const noGain = (): Gain => Float64Array.of(0, 1, 0, 0);

/** Overwrites `gain` with that of observation t. */
function expand(
  gain: Gain,
  {
    rivalTerms: { within, without, weight, responsibility },
    segment: { from, to },
    moved,
    selected,
  }: Expansion,
  t: number,
): void {
  gain[constant] = within[t] - without[t];
  if (selected === 1) return;
  let r = responsibility[t];
  let p = weight[t];
  if (moved !== undefined) {
    const grown = exp(moved[t]);
    const rGrown = 1 + r * (grown - 1);
    const pGrown = 1 + p * (grown - 1);
    gain[factor] = rGrown / pGrown;
    r *= grown / rGrown;
    p *= grown / pGrown;
  }
  const change = to.change[t] - from.change[t];
  gain[slope] = change * (r - p);
  gain[curvature] = 0.5 * change * change * (r * (1 - r) - p * (1 - p));
}

/** The sum of all terms, expanded, with the selection of the segment's beginning: c0, c1, c2. */
function sumAtBeginning(expansion: Expansion, inside: Uint8Array): [number, number, number] {
  const { without, counts } = expansion.rivalTerms;
  const gain = noGain();
  const product = Float64Array.of(1);
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  for (let t = 0; t < inside.length; t++) {
    const count = counts === undefined ? 1 : counts[t];
    c0 += count * without[t];
    if (inside[t] === 0) continue;
    expand(gain, expansion, t);
    c0 += count * gain[constant];
    c1 += count * gain[slope];
    c2 += count * gain[curvature];
    c0 += counts === undefined ? takeFactor(product, gain[factor]) : count * Math.log(gain[factor]);
  }
  return [c0 + Math.log(product[0]), c1, c2];
}
