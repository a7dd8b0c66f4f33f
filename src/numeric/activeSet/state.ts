import type { ActiveSetState, Bound, Constraint, OnFace, PiecewiseProblem } from "./types.js";

/** Whether a constraint is a face. */
export const isFace = <Face>(on: Constraint<Face>): on is OnFace<Face> => "face" in on;
/** Whether a face is among the active constraints. */
export const isActive = <Face>(active: readonly Constraint<Face>[], { face }: OnFace<Face>): boolean =>
  facesOf(active).some((other) => isSame(other as object, face as object));
const isSame = (a: object, b: object): boolean => {
  const entries = new Map(Object.entries(b));
  return Object.entries(a).every(([name, value]) => entries.get(name) === value);
};
/** The faces among constraints. */
export const facesOf = <Face>(active: readonly Constraint<Face>[]) =>
  active.filter(isFace).map(({ face }) => face);
/** The bounds among constraints. */
export const boundsOf = <Face>(active: readonly Constraint<Face>[]) =>
  active.filter((on): on is Bound => !isFace(on));

/**
 * Whether a point is in the box, or beyond a bound by no more than a step across a face may lead. Where a gap hardly depends on theta such
 * a step may lead anywhere, to where values mean nothing.
 */
export const isInBox = <Face>({ low, high }: PiecewiseProblem<Face>, theta: Float64Array): boolean =>
  theta.every((value, j) => value >= low[j] - slack(low[j]) && value <= high[j] + slack(high[j]));

const slack = (bound: number): number => 1e-6 * (1 + Math.abs(bound));

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
