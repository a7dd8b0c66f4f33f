import { among } from "../../numeric/among.js";
import { solvePositive } from "../../numeric/solve.js";
import { type BoxState, initTrustRegion, isConcave, stepTrustRegion } from "../../numeric/trustRegion.js";
import type { Ascent, AscentState } from "../problem/ascent.js";
import type { Problem } from "../problem/problem.js";
import { flatEigenvalue, scoreTarget } from "../problem/tolerances.js";

/** Where Newton's method stands. */
export interface NewtonState extends AscentState {
  readonly box: BoxState;
}

/**
 * Newton's method in a trust region, on the exact Hessian of the log-likelihood within the parameter set. It is done at a
 * point whose score vanishes and whose Hessian has no positive eigenvalue, or where no step leads higher as far as
 * rounding can tell.
 */
export function newtonAscent(problem: Problem): Ascent<NewtonState> {
  const stateOf = (box: BoxState, steps: number): NewtonState => ({
    theta: box.theta,
    value: box.value,
    steps,
    box,
  });
  return {
    init: (theta) => stateOf(initTrustRegion(problem, theta), 0),
    step: ({ box, steps }) => stateOf(stepTrustRegion(problem, box), steps + 1),
    done: ({ box }) => box.stalled || isMaximum(box),
    examine: ({ box }) => box,
    predictedIncrease: ({ box }) => predictedIncrease(box),
  };
}

const isMaximum = (box: BoxState) => box.score <= scoreTarget && isConcave(box, flatEigenvalue);

/** g'(-H)^-1 g / 2 in the free parameters, infinite where the Hessian is not negative definite. */
function predictedIncrease({ value, gradient, hessian, free, theta }: BoxState): number {
  const { length: size } = theta;
  if (!Number.isFinite(value)) return Infinity;
  // Eigenvalues within `flatEigenvalue` of 0 are none.
  if (!isConcave({ hessian, free, theta }, -flatEigenvalue)) return Infinity;
  const slope = Float64Array.from(free, (j) => gradient[j]);
  const step = solvePositive(among(hessian, size, free, -1), slope, free.length);
  return 0.5 * step.reduce((sum, s, a) => sum + s * slope[a], 0);
}
