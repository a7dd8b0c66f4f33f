import type { BoxProblem } from "../numeric/trustRegion.js";
import { hermite } from "./polynomialSystem.js";

/** Atoms of the polynomial system with p1 = p2 = 0; weights are p5^2. */
export interface Atoms {
  readonly p3: readonly number[];
  readonly p4: readonly number[];
  readonly weights: readonly number[];
}

/** Coordinates of k atoms: p3 but for the first atom's, which is 1; then p4; then the logarithms of the weights. */
export const atomsAt = (k: number, theta: Float64Array): Atoms => ({
  p3: [1, ...theta.subarray(0, k - 1)],
  p4: [...theta.subarray(k - 1, 2 * k - 1)],
  weights: Array.from(theta.subarray(2 * k - 1), Math.exp),
});

/** The coordinates of atoms whose first p3 is 1. */
export const coordinatesOf = ({ p3, p4, weights }: Atoms): Float64Array =>
  Float64Array.from([...p3.slice(1), ...p4, ...weights.map(Math.log)]);

/**
 * The negative of the sum over n = from..to of (n! sum_l w_l h_n(p3_l, p4_l))^2 for k atoms with |p3_l| <= 1 and
 * w_l >= 1, in the coordinates of `atomsAt`, with its first and second derivatives.
 */
export function residualProblem(k: number, from: number, to: number): BoxProblem {
  const size = 3 * k - 1;
  const bounded = (p3: number, p4: number, logWeight: number) =>
    Float64Array.from({ length: size }, (_, i) => (i < k - 1 ? p3 : i < 2 * k - 1 ? p4 : logWeight));
  return {
    size,
    low: bounded(-1, -Infinity, 0),
    high: bounded(1, Infinity, Infinity),
    evaluate: (theta, gradient, hessian) => {
      gradient.fill(0);
      hessian.fill(0);
      const { p3, p4, weights } = atomsAt(k, theta);
      const series = p3.map((value, l) => hermite(value, p4[l], to));
      let residual = 0;
      let factorial = 1;
      for (let n = 1; n <= to; n++) {
        factorial *= n;
        if (n < from) continue;
        // d/dp3 lowers the index of h_n by 1, d/dp4 by 2, and d/dlog w changes nothing.
        const scales = weights.map((weight) => factorial * weight);
        const part = (l: number, lowered: number) => scales[l] * (series[l][n - lowered] ?? 0);
        const value = scales.reduce((sum, _, l) => sum + part(l, 0), 0);
        residual += value * value;
        addEquation(k, value, part, gradient, hessian);
      }
      return -residual;
    },
  };
}

/** Adds the derivatives of -value^2; `part(l, j)` is atom l's part of the equation with the index of h lowered by j. */
function addEquation(
  k: number,
  value: number,
  part: (l: number, lowered: number) => number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const size = gradient.length;
  const lowerings = Array.from({ length: k }, (_, l) => [
    ...(l === 0 ? [] : [{ at: l - 1, by: 1 }]),
    { at: k - 1 + l, by: 2 },
    { at: 2 * k - 1 + l, by: 0 },
  ]);
  const slope = new Float64Array(size);
  lowerings.forEach((own, l) => {
    for (const i of own) {
      slope[i.at] = part(l, i.by);
      for (const j of own) hessian[i.at * size + j.at] -= 2 * value * part(l, i.by + j.by);
    }
  });
  for (let i = 0; i < size; i++) {
    gradient[i] -= 2 * value * slope[i];
    for (let j = 0; j < size; j++) hessian[i * size + j] -= 2 * slope[i] * slope[j];
  }
}
