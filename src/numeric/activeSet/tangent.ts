import { combination, dot, splitBy, times, unit } from "../orthogonal.js";
import { type SymmetricEigen, symmetricEigen } from "../symmetricEigen.js";
import { isFace } from "./state.js";
import type { ActiveSetState, PiecewiseProblem } from "./types.js";

/** First and second order in the directions that leave the active constraints as they are. */
export interface Tangent {
  readonly basis: readonly Float64Array[];
  /** The gradient in the basis, and the largest entry of its projection. */
  readonly slope: readonly number[];
  readonly score: number;
  /** Hessian of the Lagrangian f + sum_c multiplier_c gap_c, and its spectrum in the basis. */
  readonly lagrangian: Float64Array;
  readonly eigen: SymmetricEigen;
  readonly multipliers: readonly number[];
}

/** Tangent space, derivatives in it and multipliers at a state. */
export function tangentAt<Face>(
  { size, fixed, gapAt }: PiecewiseProblem<Face>,
  { theta, gradient, hessian, active }: ActiveSetState<Face>,
): Tangent {
  const gaps = active.map((on) =>
    isFace(on) ? gapAt(on.face, theta) : { gradient: unit(size, on.parameter, -on.side), hessian: undefined },
  );
  const normals = [...fixed.map((j) => unit(size, j)), ...gaps.map((gap) => gap.gradient)];
  const { basis, coefficients } = splitBy(normals, gradient);
  const multipliers = coefficients.slice(fixed.length).map((c) => -c);
  const lagrangian = Float64Array.from(hessian);
  gaps.forEach(({ hessian: bend }, c) => {
    if (bend && multipliers[c] !== 0)
      for (let i = 0; i < bend.length; i++) lagrangian[i] += multipliers[c] * bend[i];
  });
  const p = basis.length;
  const inner = new Float64Array(p * p);
  basis.forEach((u, a) => {
    const row = times(lagrangian, u);
    basis.forEach((v, b) => {
      inner[a * p + b] = dot(row, v);
    });
  });
  const slope = basis.map((u) => dot(u, gradient));
  const score = combination(basis, slope, size).reduce((most, s) => Math.max(most, Math.abs(s)), 0);
  return { basis, slope, score, lagrangian, eigen: symmetricEigen(inner, p), multipliers };
}
