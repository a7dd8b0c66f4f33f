import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Problem } from "../problem/problem.js";

/** A direction in which the gate of one expert moves against those of all others. */
export interface Line {
  readonly expert: number;
  /** In the coordinates of theta: where the expert's gate is pinned, all others move the other way. */
  readonly direction: Float64Array;
}

/** The gate's slots that belong to one expert. */
export const ownSlots = ({ coordinates: { layout } }: Problem) =>
  layout.slots.filter(
    ({ part, predictor, length }) =>
      part === "gating" && !predictor.shared && predictor.fixed === undefined && length > 0,
  );

/** Whether some of an expert's gate is pinned. */
export const isPinned = (problem: Problem, expert: number) =>
  ownSlots(problem).some(({ atom, offset }) => atom === expert && offset < 0);

/**
 * The direction in theta that moves gates by `moveOf`, but for what is fixed. Where the last gate is pinned, the others move by the
 * difference.
 */
function directionOf(
  problem: Problem,
  moveOf: (atom: number, predictor: number, c: number) => number,
): Float64Array {
  const direction = new Float64Array(problem.size);
  const { fixed } = problem;
  const last = problem.model.k - 1;
  for (const { atom, predictorIndex, predictor, offset, length } of ownSlots(problem))
    for (let c = 0; offset >= 0 && c < length; c++)
      if (!fixed.includes(offset + c))
        direction[offset + c] =
          moveOf(atom, predictorIndex, c) - (predictor.pinned ? moveOf(last, predictorIndex, c) : 0);
  return direction;
}

/** Whether some coefficient of the gates is fixed: then those of the others cannot all move against an expert that is pinned. */
export const fixesGates = ({ fixed, unidentified, likelihood }: Problem): boolean =>
  fixed.some((j) => j < likelihood.gateSize && !unidentified.includes(j));

/** A line along each coefficient of each expert's gate; of two experts, where the one is pinned, only those of the other. */
export function coordinateLines(problem: Problem): Line[] {
  const k = problem.model.k;
  const movesPinned = k > 2 && !fixesGates(problem);
  return ownSlots(problem)
    .filter(({ offset }) => offset >= 0 || movesPinned)
    .flatMap((slot) =>
      Array.from({ length: slot.length }, (_, c) => ({
        expert: slot.atom,
        direction: directionOf(problem, (atom, predictor, entry) =>
          atom === slot.atom && predictor === slot.predictorIndex && entry === c ? 1 : 0,
        ),
      })),
    );
}

/** One expert's gate in a random direction. */
export function randomLine(problem: Problem, uniform: Uniform): Line {
  const k = problem.model.k;
  const last = fixesGates(problem) && isPinned(problem, k - 1) ? k - 1 : k;
  const expert = Math.floor(uniform() * last);
  return { expert, direction: randomDirection(problem, uniform, expert) };
}

/** A random direction of the gate of one expert, or of all. */
export function randomDirection(problem: Problem, uniform: Uniform, only?: number): Float64Array {
  const next = normal(uniform);
  const slots = ownSlots(problem);
  const moves = slots.map((slot) => Array.from({ length: slot.length }, () => next()));
  return directionOf(problem, (atom, predictor, c) =>
    only === undefined || only === atom
      ? moves[slots.findIndex((slot) => slot.atom === atom && slot.predictorIndex === predictor)][c]
      : 0,
  );
}

/** The gates of each pair of experts exchanged, as far as that stays within the box; none where some of the gates' coefficients are fixed. */
export function* exchanges(problem: Problem, theta: Float64Array): Generator<Float64Array> {
  const { low, high } = problem;
  if (fixesGates(problem)) return;
  const slots = ownSlots(problem);
  const last = problem.model.k - 1;
  for (let i = 0; i < last; i++)
    for (let j = i + 1; j <= last; j++) {
      const moved = directionOf(problem, (atom, predictor, c) => {
        const from = atom === i ? j : atom === j ? i : atom;
        const slot = slots.find(({ atom: a, predictorIndex: u }) => a === from && u === predictor);
        return slot === undefined || slot.offset < 0 ? 0 : theta[slot.offset + c];
      });
      const swapped = theta.map((value, c) =>
        slots.some(({ offset, length }) => c >= offset && c < offset + length) ? moved[c] : value,
      );
      if (swapped.every((value, c) => value >= low[c] && value <= high[c])) yield swapped;
    }
}

/** The moves along a direction, to either side, at which it leaves the box; at most `farthest`. */
export function limits(
  { low, high }: Problem,
  theta: Float64Array,
  direction: Float64Array,
): [number, number] {
  let least = -farthest;
  let most = farthest;
  for (let j = 0; j < direction.length; j++) {
    if (direction[j] === 0) continue;
    const ends = [(low[j] - theta[j]) / direction[j], (high[j] - theta[j]) / direction[j]];
    least = Math.max(least, Math.min(...ends));
    most = Math.min(most, Math.max(...ends));
  }
  return [Math.min(0, least), Math.max(0, most)];
}
/** The end of a line that no bound ends. Default bounds end a line along a coordinate of the gate after 200 at most. */
const farthest = 1e3;
