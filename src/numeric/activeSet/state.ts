import type { ActiveSetState, Bound, Constraint, OnFace, PiecewiseProblem } from "./types.js";

/** Whether a constraint is a face. */
export const isFace = <Face>(on: Constraint<Face>): on is OnFace<Face> => "face" in on;
/** The faces among constraints. */
export const facesOf = <Face>(active: readonly Constraint<Face>[]) =>
  active.filter(isFace).map(({ face }) => face);
/** The bounds among constraints. */
export const boundsOf = <Face>(active: readonly Constraint<Face>[]) =>
  active.filter((on): on is Bound => !isFace(on));

/** The state at theta, with the derivatives there. */
export function stateAt<Face>(
  { evaluate, size }: PiecewiseProblem<Face>,
  theta: Float64Array,
  active: readonly Constraint<Face>[],
  radius: number,
): ActiveSetState<Face> {
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const value = evaluate(theta, gradient, hessian);
  return { theta, value, gradient, hessian, active, radius, stalled: false };
}
