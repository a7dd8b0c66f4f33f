import { normal } from "../random/normal.js";
import type { Uniform } from "../types.js";
import { isDoubtful } from "./certificate.js";
import { maximiseExperts } from "./mStep.js";
import type { Problem } from "./problem.js";
import { type LinePoint, sweep } from "./sweep.js";
import { type Table, termsOf } from "./terms.js";

/** A point and its mean log-likelihood, selection and all. */
export interface Place {
  readonly theta: Float64Array;
  readonly value: number;
}

/** How hard a search tries. */
export interface Effort {
  /** Random lines beside those along the coordinates. */
  readonly lines: number;
  /** How many of a line's intervals are tried, highest first. */
  readonly tries: number;
  /** With K = 1, how many more of the intervals of a coordinate's line, evenly over it. */
  readonly spread: number;
  /** Ends of the pieces of a line with K > 1, in units in which the scores change by 1. */
  readonly reach: readonly number[];
}

/** Searches a problem with a selection: one round over the lines; the same place if no line has a higher one. */
export type SearchRound = (place: Place, effort: Effort, uniform: Uniform) => Place;

/**
 * Direct search over the gates of a selection. Along a line through the gate's parameters the log-likelihood jumps
 * wherever an observation changes its selection, which derivatives do not see: `sweep` gives its intervals. A few of
 * them are tried, and the best is taken if the log-likelihood is higher there indeed. With K = 1 the experts are
 * refitted to what each of them would then own, since that is all that the gate decides. Lines: along each expert's
 * gate coefficients, and at random; beside them, the gates of two experts change places.
 */
export function boundarySearch(problem: Problem): SearchRound {
  const { model, likelihood, n, low, high } = problem;
  const k = model.experts;
  const selected = model.gating.selection?.k ?? k;
  const gateSize = likelihood.gateSize;
  const terms = termsOf(problem);
  const table = (): Table => Array.from({ length: k }, () => new Float64Array(n));
  const logDensities = table();
  const responsibilities = table();
  const points = Array.from({ length: 3 }, () => ({ ranks: table(), scores: table() }));
  const coordinates = coordinateLines(problem);
  /** Whether the place was one not to be believed to begin with; otherwise none such is taken. */
  let unsound = false;

  const valueAt = (theta: Float64Array) => likelihood.evaluate(theta, 0) / n;

  /** The place at theta; with K = 1 after the experts were refitted. */
  function placeAt(theta: Float64Array): Place {
    if (selected > 1) return { theta, value: valueAt(theta) };
    likelihood.responsibilities(theta, responsibilities);
    maximiseExperts(problem, theta, responsibilities, 25);
    return { theta, value: valueAt(theta) };
  }

  function pointAt(theta: Float64Array, into: LinePoint): LinePoint {
    terms.ranks(theta, into.ranks);
    if (selected > 1) terms.scores(theta, into.scores);
    return into;
  }

  /** The intervals of a line, as moves and promised values. */
  function intervalsOf(theta: Float64Array, line: Float64Array, reach: readonly number[]) {
    const along = (move: number) => theta.map((value, j) => value + (j < gateSize ? move * line[j] : 0));
    const [least, most] = limits(theta, line, low, high, gateSize);
    const mesh = meshOf(least, most, along, reach);
    const moves: number[] = [];
    const values: number[] = [];
    let from = pointAt(along(mesh[0]), points[0]);
    for (let p = 1; p < mesh.length; p++) {
      const to = pointAt(along(mesh[p]), points[p % 2]);
      const [a, b] = [mesh[p - 1], mesh[p]];
      const { at, value } = sweep(from, to, logDensities, selected, Math.abs(a) < Math.abs(b) ? 0 : 1);
      for (let c = 0; c < at.length; c++) {
        moves.push(a + at[c] * (b - a));
        values.push(value[c]);
      }
      from = to;
    }
    return { moves, values };
  }

  /**
   * Where the pieces of a line end. With K = 1 and ranks that are linear along it there is one piece; otherwise they
   * are short about the present point, in units in which ranks or scores change by 1.
   */
  function meshOf(
    least: number,
    most: number,
    along: (move: number) => Float64Array,
    reach: readonly number[],
  ): number[] {
    const [here, there, middle] = points.map(({ ranks }) => ranks);
    if (selected === 1) {
      terms.ranks(along(least), here);
      terms.ranks(along(most), there);
      terms.ranks(along(0.5 * (least + most)), middle);
      if (isMean(middle, here, there)) return [least, most];
    }
    const step = 1e-3;
    terms.scores(along(0), here);
    terms.scores(along(step), there);
    let squares = 0;
    for (let i = 0; i < k; i++) for (let t = 0; t < n; t++) squares += (there[i][t] - here[i][t]) ** 2;
    const unit = step / Math.max(Math.sqrt(squares / n), 1e-6 * step);
    const mesh = [...reach.map((r) => -r * unit).reverse(), 0, ...reach.map((r) => r * unit)];
    const inside = mesh.map((move) => Math.min(most, Math.max(least, move)));
    return inside.filter((move, p) => p === 0 || move > inside[p - 1]);
  }

  function searchLine(place: Place, line: Float64Array, effort: Effort): Place {
    const { moves, values } = intervalsOf(place.theta, line, effort.reach);
    if (moves.length < 2) return place;
    let best = place;
    const spread = selected === 1 ? Math.min(effort.spread, values.length) : 0;
    const tried = new Set([
      ...highest(values, place.value - slack(selected, n), effort.tries),
      ...Array.from({ length: spread }, (_, c) => Math.floor(((c + 0.5) * values.length) / spread)),
    ]);
    for (const c of tried) {
      const theta = Float64Array.from(place.theta);
      for (let j = 0; j < gateSize; j++) theta[j] += moves[c] * line[j];
      const trial = placeAt(theta);
      if (trial.value > best.value + resolution * (1 + Math.abs(best.value)) && isSound(trial)) best = trial;
    }
    return best;
  }

  const isSound = ({ theta }: Place) => unsound || !isDoubtful(problem, theta);

  return (place, effort, uniform) => {
    unsound = isDoubtful(problem, place.theta);
    let best = exchanged(problem, place, valueAt);
    if (best !== place && selected === 1) best = placeAt(Float64Array.from(best.theta));
    terms.logDensities(best.theta, logDensities);
    const random = Array.from({ length: effort.lines }, () => randomLine(problem, uniform));
    for (const line of [...coordinates, ...random]) {
      const next = searchLine(best, line, random.includes(line) ? { ...effort, spread: 0 } : effort);
      if (next !== best && selected === 1) terms.logDensities(next.theta, logDensities);
      best = next;
    }
    return best === place || selected > 1 ? best : scaled(best);
  };

  /**
   * With K = 1 the size of the gate's coefficients means nothing, unless an activation bends the ranks; it is put to 1,
   * since lines should neither begin nor end at the bounds.
   */
  function scaled(place: Place): Place {
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

/** Whether a table is the mean of two others, as far as rounding can tell. */
const isMean = (middle: Table, a: Table, b: Table) =>
  middle.every((row, i) =>
    row.every((value, t) => Math.abs(2 * value - a[i][t] - b[i][t]) <= 1e-9 * (1 + Math.abs(a[i][t]))),
  );

/** Relative changes of a mean log-likelihood below this are rounding. */
const resolution = 1e-13;
/** How far below the present value, experts fixed, an interval with K = 1 is tried: refitting gains a few nats. */
const slack = (selected: number, n: number) => (selected === 1 ? 5 / n : 0);

/** The highest intervals, if they are above `least`: their indices, highest first. */
function highest(values: readonly number[], least: number, count: number): number[] {
  const promising = values.flatMap((value, c) => (value > least ? [c] : []));
  return promising.sort((p, q) => values[q] - values[p]).slice(0, count);
}

/** How far one can go along a line before leaving the box. */
function limits(
  theta: Float64Array,
  line: Float64Array,
  low: Float64Array,
  high: Float64Array,
  size: number,
): [number, number] {
  let least = -farthest;
  let most = farthest;
  for (let j = 0; j < size; j++) {
    if (line[j] === 0) continue;
    const ends = [(low[j] - theta[j]) / line[j], (high[j] - theta[j]) / line[j]];
    least = Math.max(least, Math.min(...ends));
    most = Math.min(most, Math.max(...ends));
  }
  return [Math.min(0, least), Math.max(0, most)];
}
const farthest = 1e3;

/** The gate's slots that belong to one expert. */
const ownSlots = ({ coordinates: { layout } }: Problem) =>
  layout.slots.filter(
    ({ part, predictor }) => part === "gating" && !predictor.shared && predictor.fixed === undefined,
  );

/** A line along which the gates of the experts move by `moveOf`: where the last one is pinned, the others by the difference. */
function lineOf(
  problem: Problem,
  moveOf: (atom: number, predictor: number, c: number) => number,
): Float64Array {
  const line = new Float64Array(problem.size);
  const last = problem.model.experts - 1;
  for (const { atom, predictorIndex, predictor, offset, length } of ownSlots(problem))
    for (let c = 0; offset >= 0 && c < length; c++)
      line[offset + c] =
        moveOf(atom, predictorIndex, c) - (predictor.pinned ? moveOf(last, predictorIndex, c) : 0);
  return line;
}

/** Each coefficient of each expert's gate by itself; of two experts, one of which is pinned, those of the other. */
function coordinateLines(problem: Problem): Float64Array[] {
  const k = problem.model.experts;
  return ownSlots(problem)
    .filter(({ offset }) => offset >= 0 || k > 2)
    .flatMap((slot) =>
      Array.from({ length: slot.length }, (_, c) =>
        lineOf(problem, (atom, predictor, entry) =>
          atom === slot.atom && predictor === slot.predictorIndex && entry === c ? 1 : 0,
        ),
      ),
    );
}

/** One expert's gate, or all of them, in a random direction. */
export function randomLine(problem: Problem, uniform: Uniform): Float64Array {
  const next = normal(uniform);
  const k = problem.model.experts;
  const only = Math.floor(uniform() * (k + 1));
  const moves = ownSlots(problem).map((slot) => Array.from({ length: slot.length }, () => next()));
  const slots = ownSlots(problem);
  return lineOf(problem, (atom, predictor, c) =>
    only === k || only === atom
      ? moves[slots.findIndex((slot) => slot.atom === atom && slot.predictorIndex === predictor)][c]
      : 0,
  );
}

/** The place with the gates of two experts exchanged, if some exchange leads higher. */
function exchanged(problem: Problem, place: Place, valueAt: (theta: Float64Array) => number): Place {
  const { low, high } = problem;
  const slots = ownSlots(problem);
  const last = problem.model.experts - 1;
  const { theta } = place;
  let best = place;
  for (let i = 0; i < last; i++)
    for (let j = i + 1; j <= last; j++) {
      const coefficient = (atom: number, predictor: number, c: number) => {
        const from = atom === i ? j : atom === j ? i : atom;
        const slot = slots.find(({ atom: a, predictorIndex: u }) => a === from && u === predictor);
        return slot === undefined || slot.offset < 0 ? 0 : theta[slot.offset + c];
      };
      const moved = lineOf(problem, coefficient);
      const swapped = theta.map((value, c) =>
        slots.some(({ offset, length }) => c >= offset && c < offset + length) ? moved[c] : value,
      );
      if (swapped.some((value, c) => value < low[c] || value > high[c])) continue;
      const value = valueAt(swapped);
      if (value > best.value + resolution * (1 + Math.abs(best.value))) best = { theta: swapped, value };
    }
  return best;
}
