import { clamp } from "../../numeric/clamp.js";
import { type Frequencies, totalOf } from "../../numeric/frequencies.js";
import { along } from "../../numeric/orthogonal.js";
import type { SegmentEnd } from "./breakpoints.js";
import { type Line, limits } from "./lines.js";
import { emptyMoved, type Moved, moveExpert, type Origin, type Setting } from "./origin.js";

/**
 * The ends of the segments of a line, from one end of the line to the other. On each segment ranks and scores are taken to be
 * linear. With K = 1 and ranks that are linear along the line there is one segment, between the sides of the box.
 * Otherwise the segments about the iterate are short, and end where the scores (with K = 1: the ranks) have changed by the
 * `scoreChanges` to either side. The ends live in the setting's buffers.
 */
export function segmentEnds(
  setting: Setting,
  origin: Origin,
  line: Line,
  scoreChanges: readonly number[],
): SegmentEnd[] {
  const { problem, selected, buffers } = setting;
  const [least, most] = limits(problem, origin.iterate.theta, line.direction);
  const here: SegmentEnd = { move: 0, ranks: origin.ranks[line.expert], change: buffers.unchanged };
  const unitEnd = problem.model.gating.linear ? movedEnd(setting, origin, line, 1, buffers.unit) : undefined;
  const endAt = (move: number, into: Moved): SegmentEnd => {
    if (move === 0) return here;
    return unitEnd ? scaledEnd(here, unitEnd, move, into) : movedEnd(setting, origin, line, move, into);
  };
  const bufferOf = (p: number) => {
    buffers.ends[p] ??= emptyMoved(problem, selected);
    return buffers.ends[p];
  };
  if (selected === 1) {
    const ends = [least, most].map((move, p) => endAt(move, bufferOf(p)));
    const share = least / (least - most);
    if (unitEnd || isLinear(here.ranks, ends[0].ranks, ends[1].ranks, share)) return ends;
  }
  const unit = unitMove(here, endAt(smallMove, buffers.aside), problem.sample.weights);
  const mesh = [...scoreChanges.map((r) => -r * unit).reverse(), 0, ...scoreChanges.map((r) => r * unit)];
  const inside = mesh.map((move) => clamp(move, least, most));
  return inside
    .filter((move, p) => p === 0 || move > inside[p - 1])
    .map((move, p) => endAt(move, bufferOf(p)));
}

/** The line's expert after a move. */
function movedEnd(setting: Setting, origin: Origin, line: Line, move: number, into: Moved): SegmentEnd {
  moveExpert(setting, origin, line, along(origin.iterate.theta, line.direction, move), into);
  return { move, ...into };
}

/** The line's expert after a move where ranks and scores are linear along the line, from those after a move of 1. */
function scaledEnd(here: SegmentEnd, unitEnd: SegmentEnd, move: number, into: Moved): SegmentEnd {
  const { ranks, change } = into;
  for (let t = 0; t < ranks.length; t++) ranks[t] = here.ranks[t] + move * (unitEnd.ranks[t] - here.ranks[t]);
  for (let t = 0; t < change.length; t++) change[t] = move * unitEnd.change[t];
  return { move, ...into };
}

/** A move so short that scores are linear along it. */
const smallMove = 1e-3;

/** The move that changes scores (ranks where there are no scores) by 1 in the root mean square; at most 1e6. */
function unitMove(here: SegmentEnd, aside: SegmentEnd, counts: Frequencies): number {
  const n = here.ranks.length;
  const hasScores = aside.change.length > 0;
  let squares = 0;
  for (let t = 0; t < n; t++) {
    const change = hasScores ? aside.change[t] : aside.ranks[t] - here.ranks[t];
    squares += (counts === undefined ? 1 : counts[t]) * change ** 2;
  }
  return smallMove / Math.max(Math.sqrt(squares / totalOf(n, counts)), 1e-6 * smallMove);
}

/** Whether ranks lie between those of two ends, `share` of the way, as far as rounding can tell. */
const isLinear = (ranks: Float64Array, a: Float64Array, b: Float64Array, share: number) =>
  ranks.every((rank, t) => {
    const size = Math.abs(a[t]) + Math.abs(b[t]);
    return Math.abs(rank - a[t] - share * (b[t] - a[t])) <= 1e-9 * (1 + size);
  });
