import { along } from "../../numeric/orthogonal.js";
import { exceeds } from "../../numeric/rounding.js";
import type { Uniform } from "../../types.js";
import { maximiseExperts } from "../em/mStep.js";
import { weighed } from "../problem/chance.js";
import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { findBreakpoints, profile } from "./breakpoints.js";
import { coordinateLines, exchanges, fixesGates, type Line, ownSlots, randomLine } from "./lines.js";
import { moveExpert, type Origin, originAt, type Setting, settingOf } from "./origin.js";
import { type RefitProfile, refitProfileOf } from "./refitBreakpoints.js";
import { valueMoved } from "./rivals.js";
import { segmentEnds } from "./segments.js";
import type { Terms } from "./terms.js";

/** How hard a search tries. */
export interface Effort {
  /** Random lines beside those along the coordinates. */
  readonly lines: number;
  /** How many of a line's intervals are tried, highest first. */
  readonly tries: number;
  /** Changes of the scores at which segments of a line end, to either side, with K > 1. */
  readonly scoreChanges: readonly number[];
}

/** One round of a search over the lines of a problem with a selection; returns the same iterate if no line has a higher one. */
export type SearchRound = (iterate: Iterate, effort: Effort, uniform: Uniform) => Iterate;

/** What all rounds of a search share. */
interface Search extends Setting {
  readonly refitProfile: RefitProfile | undefined;
  readonly coordinates: readonly Line[];
}

/**
 * Direct search over the gates of a selection. Along a line through the gate of one expert the log-likelihood jumps
 * wherever an observation changes its selection, which derivatives do not show. `profile` gives the intervals between these
 * breakpoints; the highest of them are tried, and the best is taken if its log-likelihood, once evaluated, is higher. With
 * K = 1 the gate decides nothing but which expert owns each observation, so that the experts are refitted to what they
 * own on an interval; `refitProfileOf` gives the outcome beforehand where the experts have a closed form. Lines go along each
 * expert's gate coefficients and at random; beside them, with K > 1, pairs of experts exchange their gates. A search
 * never takes an iterate of which less is left without what chance may have given it. The search holds work arrays of n.
 */
export function lineSearchOf(problem: Problem, terms: Terms): SearchRound {
  const setting = settingOf(problem, terms);
  const { selected } = setting;
  const search: Search = {
    ...setting,
    // With a penalty the outcome of refitting is not that of least squares.
    refitProfile: selected === 1 && problem.given.penalty === undefined ? refitProfileOf(problem) : undefined,
    coordinates: coordinateLines(problem),
  };
  return (iterate, effort, uniform) => {
    const least = weighed(problem, iterate);
    const first = selected > 1 ? exchanged(problem, iterate) : iterate;
    const random = Array.from({ length: effort.lines }, () => randomLine(problem, uniform));
    let origin = originAt(search, first, false);
    for (const line of [...search.coordinates, ...random]) {
      const next = searchLine(search, origin, line, effort, least);
      // With K > 1 only the gate has moved, so that the experts are the same.
      if (next !== origin.iterate) origin = originAt(search, next, selected > 1);
    }
    const best = origin.iterate;
    return best === iterate || selected > 1 ? best : scaled(problem, best);
  };
}

/** The highest iterate found on a line, or the origin's. */
function searchLine(search: Search, origin: Origin, line: Line, effort: Effort, least: number): Iterate {
  const { problem, selected, refitProfile, buffers } = search;
  const { trial } = buffers;
  let best = origin.iterate;
  for (const { move, value } of intervalsOn(search, origin, line, effort, least)) {
    if (refitProfile && !exceeds(value, best.value)) break;
    const theta = along(origin.iterate.theta, line.direction, move);
    if (selected > 1) {
      // The terms of this expert alone tell whether evaluating those of all is worth a pass.
      moveExpert(search, origin, line, theta, trial);
      const expected =
        valueMoved(origin.rivalsOf(line.expert), trial.ranks, trial.change) +
        problem.penaltyAt(theta) / problem.n;
      if (!exceeds(expected, best.value)) continue;
    }
    const next = iterateAt(search, theta);
    if (exceeds(next.value, best.value) && weighed(problem, next) >= least) best = next;
  }
  return best;
}

/** An interval of a line: a move into it, and the value expected there. */
interface Interval {
  readonly move: number;
  readonly value: number;
}

/** The highest intervals of a line, in order; none if nothing changes along it. */
function intervalsOn(
  search: Search,
  origin: Origin,
  line: Line,
  { tries, scoreChanges }: Effort,
  least: number,
): readonly Interval[] {
  const { problem, selected, refitProfile, buffers } = search;
  const { breakpoints } = buffers;
  const ends = segmentEnds(search, origin, line, scoreChanges);
  const rivals = origin.rivalsOf(line.expert);
  const allowance = selected === 1 && refitProfile === undefined ? refitAllowance / problem.n : 0;
  // The values on the line are those of the likelihood.
  const { theta, value } = origin.iterate;
  const best = highest(tries, value - problem.penaltyAt(theta) / problem.n - allowance);
  let intervals = 0;
  const offer = (move: number, value: number) => {
    intervals++;
    best.offer(move, value);
  };
  for (let p = 1; p < ends.length; p++) {
    const segment = { from: ends[p - 1], to: ends[p] };
    findBreakpoints(breakpoints, rivals, segment);
    if (refitProfile) refitProfile(rivals, breakpoints, segment, least, offer);
    else profile(rivals, breakpoints, segment, selected, offer);
  }
  return intervals < 2 ? [] : best.all();
}

/**
 * Where the outcome of refitting is not known beforehand, an interval is tried although it is this many nats lower. Of 282
 * refits that led higher (multinomial experts, four simulated samples of 300 to 3,000) none began lower by more than 0.5.
 */
const refitAllowance = 5;

/** Keeps the highest of what it is offered above `least`. */
function highest(count: number, least: number) {
  const kept: Interval[] = [];
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

/** The iterate at theta; with K = 1 after the experts were refitted to what they own there. */
function iterateAt({ problem, selected, buffers }: Search, theta: Float64Array): Iterate {
  if (selected > 1) return { theta, value: problem.valueAt(theta) };
  const refitted = Float64Array.from(theta);
  problem.likelihood.responsibilities(refitted, buffers.responsibilities);
  maximiseExperts(problem, refitted, buffers.responsibilities, refitSteps);
  return { theta: refitted, value: problem.valueAt(refitted) };
}

/** Newton steps for refitting experts without a closed form. */
const refitSteps = 25;

/** The iterate with the gates of two experts exchanged, if some exchange leads higher. */
function exchanged(problem: Problem, iterate: Iterate): Iterate {
  let best = iterate;
  for (const theta of exchanges(problem, iterate.theta)) {
    const value = problem.valueAt(theta);
    if (exceeds(value, best.value)) best = { theta, value };
  }
  return best;
}

/**
 * The iterate with its largest gate coefficient put to 1, if that leaves the value as it is: with K = 1 only the ratios of the
 * coefficients count, unless an activation bends the ranks. Lines through the iterate then begin far from the bounds.
 */
function scaled(problem: Problem, iterate: Iterate): Iterate {
  const theta = Float64Array.from(iterate.theta);
  const gateEntries = ownSlots(problem).flatMap(({ offset, length }) =>
    offset < 0 ? [] : Array.from({ length }, (_, c) => offset + c),
  );
  const size = gateEntries.reduce((most, j) => Math.max(most, Math.abs(theta[j])), 0);
  if (fixesGates(problem)) return iterate;
  for (const j of gateEntries) theta[j] /= size;
  const value = problem.valueAt(theta);
  return value === iterate.value ? { theta, value } : iterate;
}
