import { clamped } from "../../numeric/clamp.js";
import { exceeds } from "../../numeric/rounding.js";
import type { Uniform } from "../../types.js";
import type { Ascent, AscentState } from "../problem/ascent.js";
import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { worthwhileGain } from "../problem/tolerances.js";
import { type CellAscent, type CellState, cellAscent } from "./cells.js";
import { type Effort, lineSearchOf, type SearchRound } from "./lineSearch.js";
import { termsOf } from "./terms.js";

/** Where the ascent stands. */
export interface TopKState extends AscentState {
  /** The climb over cells that it is on; undefined before the first. */
  readonly cell?: CellState;
  /** Climbs over cells begun so far. */
  readonly climbs: number;
  /** The point at which the first search found nothing. If the climb from there gains nothing, the ascent ends. */
  readonly searchedInVain?: Iterate;
  readonly ended: boolean;
}

/** What ascents on a problem move by. It holds tables of n, and is made once for many of them. */
export interface Moves {
  readonly problem: Problem;
  readonly search: SearchRound;
  readonly cells: CellAscent;
}

export function movesOf(problem: Problem): Moves {
  const terms = termsOf(problem);
  return { problem, search: lineSearchOf(problem, terms), cells: cellAscent(problem, terms) };
}

/** Most climbs over cells, with searches between them. */
const mostClimbs = 3;

/**
 * The ascent on a likelihood with a selection: line searches over the gates and climbs over cells in turn, until neither
 * leads higher. `climbFirst`: no search comes before the first climb. A step of the ascent is a step of the climb; the step that
 * ends a climb also searches for a higher point, from which the next climb begins.
 */
export function topKAscent(
  { problem, search, cells }: Moves,
  { effort, climbFirst, uniform }: { effort: Effort; climbFirst: boolean; uniform: Uniform },
): Ascent<TopKState> {
  /** The state with a climb over cells that begins at a point. */
  function climbFrom(
    { theta }: Iterate,
    state: Pick<TopKState, "steps" | "climbs" | "searchedInVain">,
  ): TopKState {
    const cell = cells.init(theta);
    return { ...state, theta: cell.theta, value: cell.value, cell, climbs: state.climbs + 1, ended: false };
  }

  function init(given: Float64Array): TopKState {
    const theta = clamped(given, problem.low, problem.high);
    const start = { theta, value: problem.valueAt(theta) };
    const unclimbed = { steps: 0, climbs: 0 };
    return climbFirst ? climbFrom(start, unclimbed) : { ...start, ...unclimbed, ended: false };
  }

  /** The search before the first climb, which then begins. */
  function searchFirst(state: TopKState): TopKState {
    const found = search(state, effort, uniform);
    return climbFrom(found, found === state ? { ...state, searchedInVain: state } : state);
  }

  /** A search from where a climb has ended, and the next climb from what it finds. */
  function searchAgain(state: TopKState): TopKState {
    const end = { ...state, ended: true };
    if (state.climbs === mostClimbs) return end;
    // A first climb that leads no higher ends where the first search has found nothing already.
    const { searchedInVain } = state;
    if (searchedInVain && state.climbs === 1 && !isWorthwhile(state, searchedInVain)) return end;
    const found = search(state, effort, uniform);
    return isWorthwhile(found, state) ? climbFrom(found, state) : end;
  }

  function step(state: TopKState): TopKState {
    if (state.cell === undefined) return searchFirst(state);
    const cell = cells.step(state.cell);
    if (cells.done(cell)) return searchAgain(state);
    return { ...state, theta: cell.theta, value: cell.value, cell, steps: state.steps + 1 };
  }

  return {
    init,
    step,
    done: ({ ended }) => ended,
    examine: ({ theta, cell }) => cells.examine(cell ?? cells.init(theta)),
  };
}

/** Whether a point is higher than another by enough for a further climb to begin there. */
export const isWorthwhile = (a: Iterate, b: Iterate): boolean => exceeds(a.value, b.value, worthwhileGain);
