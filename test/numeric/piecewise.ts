import type { Gap, PiecewiseProblem } from "../../src/numeric/activeSet/types.js";
import { dot, times } from "../../src/numeric/orthogonal.js";

/** A value with its derivatives: a smooth piece, or a function that is 0 on a face. */
export type Smooth = (theta: Float64Array) => Gap;
/** The side of a cut: the face of the cell on which side * cut is positive. */
export interface Side {
  readonly cut: number;
  readonly side: 1 | -1;
}

/**
 * A function with a smooth piece for each combination of signs of some cuts. Cuts are to change their sign at most once
 * along a way, so that the place is found by bisection, independently of the derivatives.
 */
export function piecewise(
  low: readonly number[],
  high: readonly number[],
  cuts: readonly Smooth[],
  piece: (signs: readonly number[]) => Smooth,
  fixed: readonly number[] = [],
): PiecewiseProblem<Side> {
  const signsAt = (theta: Float64Array) => cuts.map((cut) => (cut(theta).value > 0 ? 1 : -1));
  const at = (theta: Float64Array) => piece(signsAt(theta))(theta);
  return {
    size: low.length,
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    fixed,
    valueAt: (theta) => at(theta).value,
    evaluate: (theta, gradient, hessian) => {
      const { value, gradient: g, hessian: h } = at(theta);
      gradient.set(g);
      hessian.set(h);
      return value;
    },
    gapAt: ({ cut, side }, theta) => {
      const { value, gradient, hessian } = cuts[cut](theta);
      const times = (a: Float64Array) => a.map((entry) => side * entry);
      return { value: side * value, gradient: times(gradient), hessian: times(hessian) };
    },
    firstFace: (theta, there, before) => {
      const valueAt = (cut: Smooth, share: number) =>
        cut(theta.map((value, j) => value + share * (there[j] - value))).value;
      let first: { face: Side; share: number } | undefined;
      cuts.forEach((cut, c) => {
        const side = valueAt(cut, 0) > 0 ? 1 : -1;
        let [inside, outside] = [0, Math.min(before, 1)];
        if (side * valueAt(cut, outside) > 0) return;
        for (let i = 0; i < 60; i++) {
          const middle = 0.5 * (inside + outside);
          if (side * valueAt(cut, middle) > 0) inside = middle;
          else outside = middle;
        }
        if (outside < (first?.share ?? before)) first = { face: { cut: c, side }, share: outside };
      });
      return first;
    },
  };
}

/** The linear function normal'theta - at. */
export const plane =
  (normal: readonly number[], at: number): Smooth =>
  (theta) => ({
    value: dot(normal, theta) - at,
    gradient: Float64Array.from(normal),
    hessian: new Float64Array(normal.length ** 2),
  });

/** height - (theta - centre)'A(theta - centre) / 2. */
export const hill =
  (centre: readonly number[], a: Float64Array, height = 0): Smooth =>
  (theta) => {
    const from = theta.map((value, j) => value - centre[j]);
    const gradient = times(a, from).map((value) => -value);
    return { value: height + 0.5 * dot(from, gradient), gradient, hessian: a.map((entry) => -entry) };
  };
export const identity = (size: number) =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

/** A smooth piece lowered by `drop` wherever a cut is not positive: a maximum under constraints. */
export const within = (smooth: Smooth, drop: number) => (signs: readonly number[]) =>
  signs.every((sign) => sign > 0)
    ? smooth
    : (theta: Float64Array): Gap => ({ ...smooth(theta), value: smooth(theta).value - drop });

interface HalfSpace {
  readonly normal: readonly number[];
  readonly at: number;
}
/**
 * The maximum of -(theta - centre)'A(theta - centre) / 2 under normal'theta <= at: the KKT system of every subset of
 * constraints is solved, and the one feasible solution without a negative multiplier is taken.
 */
export function optimumOf(a: Float64Array, centre: readonly number[], halves: readonly HalfSpace[]) {
  const size = centre.length;
  for (let subset = 0; subset < 2 ** halves.length; subset++) {
    const chosen = halves.map((_, c) => c).filter((c) => (subset >> c) & 1);
    if (chosen.length > size) continue;
    const p = size + chosen.length;
    // A theta + sum_c multiplier_c normal_c = A centre; normal_c'theta = at_c.
    const rows = Array.from({ length: p }, (_, i) => {
      const own =
        i < size ? Array.from(a.subarray(i * size, (i + 1) * size)) : [...halves[chosen[i - size]].normal];
      const bordered = chosen.map((c) => (i < size ? halves[c].normal[i] : 0));
      const right = i < size ? dot(own, centre) : halves[chosen[i - size]].at;
      return [...own, ...bordered, right];
    });
    const solution = eliminated(rows);
    const theta = solution.slice(0, size);
    const multipliers = halves.map((_, c) => (chosen.includes(c) ? solution[size + chosen.indexOf(c)] : 0));
    const feasible = halves.every(({ normal, at }) => dot(normal, theta) <= at + 1e-9);
    if (feasible && multipliers.every((multiplier) => multiplier >= 0)) return { theta, multipliers };
  }
  throw new Error("no active set satisfies the conditions");
}

/** The solution of a linear system from its rows with the right-hand sides, by Gauss-Jordan elimination with pivots. */
function eliminated(rows: number[][]): number[] {
  const p = rows.length;
  for (let c = 0; c < p; c++) {
    let pivot = c;
    for (let i = c; i < p; i++) if (Math.abs(rows[i][c]) > Math.abs(rows[pivot][c])) pivot = i;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    rows[c] = rows[c].map((value) => value / rows[c][c]);
    for (let i = 0; i < p; i++)
      if (i !== c) rows[i] = rows[i].map((value, j) => value - rows[i][c] * rows[c][j]);
  }
  return rows.map((row) => row[p]);
}
