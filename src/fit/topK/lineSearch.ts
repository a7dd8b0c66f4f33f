import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import { isDegenerate } from "../problem/degenerate.js";
import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { breakpointsFor, findBreakpoints, profile, type SegmentEnd } from "./breakpoints.js";
import { coordinateLines, exchanges, isPinned, type Line, limits, ownSlots, randomLine } from "./lines.js";
import { refitProfileOf } from "./refitBreakpoints.js";
import { emptyRivalTerms, fillRivalTerms, valueMoved } from "./rivals.js";
import { type Table, termsOf } from "./terms.js";

/** How hard a search tries. */
export interface Effort {
  /** Random lines beside those along the coordinates. */
  readonly lines: number;
  /** How many of a line's intervals are tried, highest first. */
  readonly tries: number;
  /** Ends of the segments of a line with K > 1, in units in which the scores change by 1. */
  readonly reach: readonly number[];
}

/** Searches a problem with a selection: one round over the lines; the same place if no line has a higher one. */
export type SearchRound = (place: Iterate, effort: Effort, uniform: Uniform) => Iterate;

const made = new WeakMap<Problem, SearchRound>();
/** The search of a problem, made once: it holds work arrays of n. */
export function lineSearchOf(problem: Problem): SearchRound {
  const search = made.get(problem) ?? makeSearch(problem);
  made.set(problem, search);
  return search;
}

/**
 * Direct search over the gates of a selection. Along a line through the gate of one expert the log-likelihood jumps
 * wherever an observation changes its selection, which derivatives do not see: `profile` gives its intervals. A few of
 * them are tried, and the best is taken if the log-likelihood is higher there indeed. With K = 1 the experts are
 * refitted to what each of them would then own, since that is all that the gate decides; `refitProfileOf` knows the
 * outcome beforehand where the experts have a closed form. Lines: along each expert's gate coefficients, and at random;
 * beside them, with K > 1, the gates of two experts change iterates.
 */
function makeSearch(problem: Problem): SearchRound {
  const { model, likelihood, n } = problem;
  const k = model.experts;
  const selected = model.gating.selection?.k ?? k;
  const terms = termsOf(problem);
  const refitProfile = selected === 1 ? refitProfileOf(problem) : undefined;
  const table = (): Table => Array.from({ length: k }, () => new Float64Array(n));
  const [ranks, scores, logDensities, responsibilities] = [table(), table(), table(), table()];
  const row = () => new Float64Array(n);
  const [shift, ownRanks, ownChange] = [row(), row(), row()];
  const rivalTerms = Array.from({ length: k }, (_, i) => emptyRivalTerms(i, n));
  /** Whose rival terms is that at the present place. */
  const current = new Set<number>();
  const breakpoints = breakpointsFor(n);
  const coordinates = coordinateLines(problem);
  const pinned = Array.from({ length: k }, (_, i) => isPinned(problem, i));
  /** Whether the place was one not to be chooseMaximum to begin with; otherwise none such is taken. */
  let degenerate = false;

  const valueAt = (theta: Float64Array) => likelihood.evaluate(theta, 0) / n;
  const isSound = ({ theta }: Iterate) => degenerate || !isDegenerate(problem, theta);

  /** The place at theta; with K = 1 after the experts were refitted. */
  function placeAt(theta: Float64Array): Iterate {
    if (selected > 1) return { theta, value: valueAt(theta) };
    likelihood.responsibilities(theta, responsibilities);
    maximiseExperts(problem, theta, responsibilities, refitSteps);
    return { theta, value: valueAt(theta) };
  }

  /** All lines start from this place from now on. */
  function startFrom({ theta }: Iterate): void {
    terms.ranks(theta, ranks);
    if (selected > 1) terms.scores(theta, scores);
    if (selected === 1 || current.size === 0) terms.logDensities(theta, logDensities);
    current.clear();
  }

  function termsOfRivals(expert: number) {
    if (!current.has(expert)) fillRivalTerms(rivalTerms[expert], ranks, scores, logDensities, selected);
    current.add(expert);
    return rivalTerms[expert];
  }

  /** Overwrites ranks and changes of score of a line's expert at theta, as if the others had not moved. */
  function against(expert: number, theta: Float64Array, into: Pick<SegmentEnd, "ranks" | "change">): void {
    const other = expert === 0 ? 1 : 0;
    terms.ranksOf(expert, theta, into.ranks);
    if (pinned[expert]) {
      terms.ranksOf(other, theta, shift);
      for (let t = 0; t < n; t++) into.ranks[t] -= shift[t] - ranks[other][t];
    }
    if (selected === 1) return;
    terms.scoresOf(expert, theta, into.change);
    for (let t = 0; t < n; t++) into.change[t] -= scores[expert][t];
    if (!pinned[expert]) return;
    terms.scoresOf(other, theta, shift);
    for (let t = 0; t < n; t++) into.change[t] -= shift[t] - scores[other][t];
  }

  const along = ({ theta }: Iterate, { direction }: Line, move: number) =>
    theta.map((value, j) => value + move * direction[j]);

  /** Rows for the ends of the present line, and how many are in use. */
  const rows: Pick<SegmentEnd, "ranks" | "change">[] = [];
  let inUse = 0;
  function endRows() {
    rows[inUse] ??= { ranks: row(), change: selected === 1 ? nothing : row() };
    return rows[inUse++];
  }

  /**
   * The line's expert at a move. Where the score is linear in the parameters, so are ranks and changes along the line: from
   * `unit`, the end at a move of 1.
   */
  function endAt(place: Iterate, line: Line, move: number, unit?: SegmentEnd): SegmentEnd {
    const end = { move, ...endRows() };
    const here = ranks[line.expert];
    if (move === 0) {
      end.ranks.set(here);
      end.change.fill(0);
    } else if (unit === undefined) against(line.expert, along(place, line, move), end);
    else {
      for (let t = 0; t < n; t++) end.ranks[t] = here[t] + move * (unit.ranks[t] - here[t]);
      for (let t = 0; t < end.change.length; t++) end.change[t] = move * unit.change[t];
    }
    return end;
  }

  /**
   * Where the segments of a line end. With K = 1 and ranks that are linear along it there is one segment; otherwise they
   * are short about the present point, in units in which scores (with K = 1: ranks) change by 1.
   */
  function endsOf(place: Iterate, line: Line, reach: readonly number[]): SegmentEnd[] {
    const [least, most] = limits(problem, place.theta, line.direction);
    inUse = 0;
    const unitEnd = model.gating.linear ? endAt(place, line, 1) : undefined;
    const here = endAt(place, line, 0);
    if (selected === 1) {
      const ends = [least, most].map((move) => endAt(place, line, move, unitEnd));
      const part = least / (least - most);
      if (unitEnd || isLinear(here.ranks, ends[0].ranks, ends[1].ranks, part)) return ends;
    }
    const step = 1e-3;
    const aside = endAt(place, line, step, unitEnd);
    let squares = 0;
    for (let t = 0; t < n; t++)
      squares += (selected === 1 ? aside.ranks[t] - here.ranks[t] : aside.change[t]) ** 2;
    const unit = step / Math.max(Math.sqrt(squares / n), 1e-6 * step);
    const mesh = [...reach.map((r) => -r * unit).reverse(), 0, ...reach.map((r) => r * unit)];
    const inside = mesh.map((move) => Math.min(most, Math.max(least, move)));
    return inside
      .filter((move, p) => p === 0 || move > inside[p - 1])
      .map((move) => (move === 0 ? here : endAt(place, line, move, unitEnd)));
  }

  function searchLine(place: Iterate, line: Line, { tries, reach }: Effort): Iterate {
    const ends = endsOf(place, line, reach);
    const own = termsOfRivals(line.expert);
    const best = highest(tries, place.value - (selected === 1 && refitProfile === undefined ? 5 / n : 0));
    let intervals = 0;
    const offer = (move: number, value: number) => {
      intervals++;
      best.offer(move, value);
    };
    for (let p = 1; p < ends.length; p++) {
      const segment = { from: ends[p - 1], to: ends[p] };
      findBreakpoints(breakpoints, own, segment);
      if (refitProfile) refitProfile(own, breakpoints, segment, degenerate, offer);
      else profile(own, breakpoints, segment, selected, offer);
    }
    if (intervals < 2) return place;
    let reached = place;
    for (const { move, value } of best.all()) {
      const cutoff = reached.value + resolution * (1 + Math.abs(reached.value));
      if (refitProfile && !(value > cutoff)) break;
      const theta = along(place, line, move);
      if (selected > 1) {
        // A pass over this expert's terms alone tells whether one over all is worth it.
        against(line.expert, theta, { ranks: ownRanks, change: ownChange });
        if (!(valueMoved(own, ownRanks, ownChange) > cutoff)) continue;
      }
      const trial = placeAt(theta);
      if (trial.value > cutoff && isSound(trial)) reached = trial;
    }
    return reached;
  }

  /** The place with the gates of two experts exchanged, if some exchange leads higher. */
  function exchanged(place: Iterate): Iterate {
    let best = place;
    for (const theta of exchanges(problem, place.theta)) {
      const value = valueAt(theta);
      if (value > best.value + resolution * (1 + Math.abs(best.value))) best = { theta, value };
    }
    return best;
  }

  return (place, effort, uniform) => {
    degenerate = isDegenerate(problem, place.theta);
    let best = selected > 1 ? exchanged(place) : place;
    current.clear();
    startFrom(best);
    const random = Array.from({ length: effort.lines }, () => randomLine(problem, uniform));
    for (const line of [...coordinates, ...random]) {
      const next = searchLine(best, line, effort);
      if (next !== best) startFrom(next);
      best = next;
    }
    return best === place || selected > 1 ? best : scaled(best);
  };

  /**
   * With K = 1 the size of the gate's coefficients means nothing, unless an activation bends the ranks; it is put to 1,
   * since lines should neither begin nor end at the bounds.
   */
  function scaled(place: Iterate): Iterate {
    const theta = Float64Array.from(place.theta);
    const own = ownSlots(problem).flatMap(({ offset, length }) =>
      offset < 0 ? [] : Array.from({ length }, (_, c) => offset + c),
    );
    const size = own.reduce((most, j) => Math.max(most, Math.abs(theta[j])), 0);
    for (const j of own) theta[j] /= size;
    const value = valueAt(theta);
    return value === place.value ? { theta, value } : place;
  }
}
const nothing = new Float64Array(0);

/** Whether a row lies between two others, `part` of the way, as far as rounding can tell. */
const isLinear = (row: Float64Array, a: Float64Array, b: Float64Array, part: number) =>
  row.every((value, t) => {
    const size = Math.abs(a[t]) + Math.abs(b[t]);
    return Math.abs(value - a[t] - part * (b[t] - a[t])) <= 1e-9 * (1 + size);
  });

/** Keeps the highest of what it is offered above `least`. */
function highest(count: number, least: number) {
  const kept: { move: number; value: number }[] = [];
  return {
    offer: (move: number, value: number) => {
      if (!(value > least)) return;
      let place = kept.length;
      while (place > 0 && kept[place - 1].value < value) place--;
      kept.splice(place, 0, { move, value });
      if (kept.length <= count) return;
      kept.pop();
      least = kept[count - 1].value;
    },
    all: () => kept,
  };
}

/** Relative changes of a mean log-likelihood below this are rounding. */
const resolution = 1e-13;
/** Newton steps for refitting experts without a closed form. */
const refitSteps = 25;
