import { type Counted, meanOf } from "./counted.js";
import type { PolyState } from "./recipe.js";

/**
 * Orthogonal polynomials of degrees 1 to `degree` on values, as R's `poly` has them: from the three-term
 * recursion (Forsythe 1957) with alpha_i = sum x p_i^2 / sum p_i^2. Undefined unless there are more distinct values.
 */
export function polyState(x: Counted, degree: number): PolyState | undefined {
  const { values, counts } = x;
  if (new Set(values).size <= degree) return undefined;
  const mean = meanOf(x);
  const centred = values.map((value) => value - mean);
  const alpha: number[] = [];
  const norm2 = [1];
  let before = new Float64Array(values.length);
  let last = before.map(() => 1);
  for (let i = 0; i <= degree; i++) {
    const squares = last.reduce((sum, p, t) => sum + counts[t] * p * p, 0);
    norm2.push(squares);
    if (i === degree) break;
    const shift = last.reduce((sum, p, t) => sum + counts[t] * centred[t] * p * p, 0) / squares;
    alpha.push(shift + mean);
    const ratio = i === 0 ? 0 : squares / norm2[i];
    const next = last.map((p, t) => (centred[t] - shift) * p - ratio * before[t]);
    [before, last] = [last, next];
  }
  return { kind: "poly", alpha, norm2 };
}

/** The polynomials at x, each of length 1 on the values that they were made of. */
export function polyColumns(x: Float64Array, { alpha, norm2 }: PolyState): Float64Array[] {
  const columns: Float64Array[] = [];
  let before = new Float64Array(x.length);
  let last = before.map(() => 1);
  alpha.forEach((shift, i) => {
    const ratio = i === 0 ? 0 : norm2[i + 1] / norm2[i];
    const next = last.map((p, t) => (x[t] - shift) * p - ratio * before[t]);
    [before, last] = [last, next];
    const length = Math.sqrt(norm2[i + 2]);
    columns.push(last.map((p) => p / length));
  });
  return columns;
}

/** x, x^2, ..., x^degree. */
export const rawPolyColumns = (x: Float64Array, degree: number): Float64Array[] =>
  Array.from({ length: degree }, (_, i) => x.map((value) => value ** (i + 1)));
