import { activeSet } from "../../numeric/activeSet/activeSet.js";
import { isFace } from "../../numeric/activeSet/state.js";
import type { ActiveSetState, ActiveSetTolerances, PiecewiseProblem } from "../../numeric/activeSet/types.js";
import { relativeRounding } from "../../numeric/rounding.js";
import { type BoxState, initTrustRegion } from "../../numeric/trustRegion.js";
import type { TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import {
  droppingScore,
  flatEigenvalue,
  rankClearance,
  scoreTarget,
  scoreTolerance,
} from "../problem/tolerances.js";
import type { Table, Terms } from "./terms.js";

/** Expert `inside` is selected at observation t, `outside` is not: their ranks tie, or nearly. */
interface Tie {
  readonly t: number;
  readonly inside: number;
  readonly outside: number;
}

/** Where a climb over the cells of the gate stands. */
export type CellState = ActiveSetState<Tie>;

/** An ascent: `init` a state, `step` until it is `done`; `examine` says what the point is, at any time. */
export interface CellAscent {
  readonly init: (theta: Float64Array) => CellState;
  readonly step: (state: CellState) => CellState;
  readonly done: (state: CellState) => boolean;
  readonly examine: (state: CellState) => TiedState;
}

const tolerances: ActiveSetTolerances = {
  target: scoreTarget,
  score: scoreTolerance,
  multiplier: scoreTolerance,
  dropping: droppingScore,
  curvature: flatEigenvalue,
  rounding: relativeRounding,
  clearance: rankClearance,
};

/**
 * Climbs a likelihood with a selection by derivatives (`activeSet`). Its cells are the sets of gate parameters in which no
 * observation changes its selection; their faces are ties, where at one observation the rank gap
 *   rank of a selected expert - rank of one that is not
 * is 0. `examine` gives `ties` (if there are any) where the point is a local maximum, jumps and all; otherwise the
 * state has the full score, which does not vanish. The gate of a single selected expert, of which the likelihood is a step
 * function, stays where it is. No step lowers the log-likelihood.
 */
export function cellAscent(problem: Problem, terms: Terms): CellAscent {
  const { init, step, done, judge } = activeSet(rankCells(problem, terms), tolerances);
  const examine = (state: CellState): TiedState => {
    const smooth = smoothState(problem, state);
    if (!state.active.some(isFace)) return smooth;
    const { isMaximum, faces, held, free, score, eigen } = judge(state);
    return isMaximum ? { ...smooth, held, free, score, eigen, ties: faces.length } : smooth;
  };
  return { init, step, done, examine };
}

/** The state as if the likelihood were smooth there: score and spectrum in all directions, also across ties. */
function smoothState(problem: Problem, { theta, value, gradient, hessian }: CellState): BoxState {
  const evaluate: Problem["evaluate"] = (_, gradientOut, hessianOut) => {
    gradientOut.set(gradient);
    hessianOut.set(hessian);
    return value;
  };
  return initTrustRegion({ ...problem, evaluate }, theta);
}

/** The cells of a problem's gate, with ties as their faces. Keeps two tables of ranks. */
function rankCells(problem: Problem, terms: Terms): PiecewiseProblem<Tie> {
  const { model, likelihood, sample, size, low, high, fixed, evaluate, valueAt } = problem;
  const k = model.k;
  const selected = model.selected ?? k;
  const table = (): Table => Array.from({ length: k }, () => new Float64Array(sample.n));
  const [here, there] = [table(), table()];
  let ranked: Float64Array | undefined;
  return {
    size,
    low,
    high,
    evaluate,
    valueAt,
    fixed: selected === 1 ? [...new Set([...Array(likelihood.gateSize).keys(), ...fixed])] : fixed,
    gapAt: ({ t, inside, outside }, theta) => {
      const gradient = new Float64Array(size);
      const hessian = new Float64Array(size * size);
      const value =
        terms.rankAt(theta, inside, t, 1, gradient, hessian) -
        terms.rankAt(theta, outside, t, -1, gradient, hessian);
      return { value, gradient, hessian };
    },
    firstFace: (theta, end, before) => {
      if (selected === 1) return undefined;
      // Several moves are tried from the same theta, whose ranks are kept.
      if (theta !== ranked) terms.ranks(theta, here);
      ranked = theta;
      terms.ranks(end, there);
      return firstTie(here, there, selected, before);
    },
  };
}

/** A gap of ranks that closes by less than this along a move is that of two experts which move together. */
const leastClosing = 1e-13;

/**
 * The first tie between a selected expert and one that is not, while all ranks go linearly from one table to another, and
 * the share of the way up to it, if that is less than `before`.
 */
function firstTie(
  here: Table,
  there: Table,
  selected: number,
  before: number,
): { face: Tie; share: number } | undefined {
  const k = here.length;
  const n = here[0].length;
  let share = before;
  let face: Tie | undefined;
  for (let a = 1; a < k; a++)
    for (let b = 0; b < a; b++) {
      const [hereA, hereB, thereA, thereB] = [here[a], here[b], there[a], there[b]];
      for (let t = 0; t < n; t++) {
        const over = hereA[t] - hereB[t];
        const change = over - (thereA[t] - thereB[t]);
        // Without a change of sign before `share` the pair does not tie, as most do not.
        if (over * (over - share * change) > 0) continue;
        const aInside = isSelected(here, a, t, selected);
        if (aInside === isSelected(here, b, t, selected)) continue;
        const gap = aInside ? over : -over;
        const closing = aInside ? change : -change;
        if (closing <= leastClosing || gap >= share * closing) continue;
        share = gap / closing;
        face = aInside ? { t, inside: a, outside: b } : { t, inside: b, outside: a };
      }
    }
  return face && { face, share };
}

/** Whether fewer than K rank above an expert, where of equal ranks the first counts as higher. */
function isSelected(ranks: Table, i: number, t: number, selected: number): boolean {
  const rank = ranks[i][t];
  let above = 0;
  for (let j = 0; j < ranks.length; j++) {
    const other = ranks[j][t];
    if (other > rank || (other === rank && j < i)) above++;
  }
  return above < selected;
}
