import type { NaturalParameter } from "../fit/index.js";
import type { Problem } from "../fit/problem/problem.js";
import { leavesOf } from "../fit/report/covariance.js";
import { isPositive, links } from "../params/links.js";

/** A problem in coordinates one of which is a natural parameter before its link. It is held: the others are maximised. */
export interface Held {
  /** The problem in these coordinates, in which entry `at` stays as it is. */
  readonly problem: Problem;
  readonly at: number;
  readonly fromTheta: (theta: Float64Array) => Float64Array;
  readonly toTheta: (u: Float64Array) => Float64Array;
  /** The natural parameter at a point, and the entry that gives it a value. */
  readonly valueAt: (u: Float64Array) => number;
  /** How fast the natural parameter before its link grows with the entry. */
  readonly rate: number;
  /** The range of the entry that is held in the parameter set; infinite where that depends on other entries. */
  readonly range: readonly [low: number, high: number];
  /** Whether a point lies in the parameter set as far as the entry of theta goes that was replaced. */
  readonly isInside: (u: Float64Array) => boolean;
}

/**
 * Makes a natural parameter a coordinate. Before its link it is affine in theta, L(theta) = c + sum_i l_i theta_i: u is theta with its own
 * entry j replaced by theta_j + sum_(i != j) (l_i / l_j) theta_i, which is L but for a shift and the scale l_j. For slopes, variances and
 * temperatures u is theta; for intercepts, whose zero is not where theta has it, a shear.
 */
export function heldOf(problem: Problem, theta: Float64Array, { name, link }: NaturalParameter): Held {
  const { coordinates, model, size, low, high, fixed, evaluate } = problem;
  const naturalOf = (at: Float64Array): number =>
    leavesOf(model, coordinates.toParams(at)).find((leaf) => leaf.name === name)?.estimate as number;
  const linear = (at: Float64Array) => (isPositive(link) ? Math.log(naturalOf(at)) : naturalOf(at));
  const origin = linear(theta);
  // The map is affine, so that a whole step has no error but rounding.
  const rates = theta.map((value, i) => {
    const moved = Float64Array.from(theta);
    moved[i] = value + 1;
    return linear(moved) - origin;
  });
  const named = coordinates.names.findIndex((own) => own.replace(`.${links[link].prefix}`, ".") === name);
  // What experts with a record each share is named after one of them.
  const at = named >= 0 ? named : rates.findIndex((one) => one !== 0);
  const rate = rates[at];
  const shear = rates.map((own, i) => (i === at ? 0 : own / rate));
  const isSheared = shear.some((s) => s !== 0);
  const moved = (point: Float64Array, sign: 1 | -1): Float64Array => {
    const other = Float64Array.from(point);
    other[at] += sign * shear.reduce((sum, s, i) => sum + s * point[i], 0);
    return other;
  };
  const toTheta = (u: Float64Array) => moved(u, -1);
  const unbounded = (ends: Float64Array, end: number) => ends.map((value, i) => (i === at ? end : value));
  return {
    problem: {
      ...problem,
      low: unbounded(low, Number.NEGATIVE_INFINITY),
      high: unbounded(high, Number.POSITIVE_INFINITY),
      fixed: [...fixed, at],
      evaluate: (u, gradient, hessian) => {
        const value = evaluate(toTheta(u), gradient, hessian);
        if (isSheared) shearDerivatives(shear, at, size, gradient, hessian);
        return value;
      },
    },
    at,
    fromTheta: (point) => moved(point, 1),
    toTheta,
    valueAt: (u) => naturalOf(toTheta(u)),
    rate,
    range: isSheared ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [low[at], high[at]],
    isInside: (u) => {
      const { [at]: own } = toTheta(u);
      return own >= low[at] && own <= high[at];
    },
  };
}

/** Derivatives in theta as derivatives in u, in place: with T = I - e_j s', T'g and T'HT. */
function shearDerivatives(
  s: Float64Array,
  j: number,
  size: number,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const row = hessian.slice(j * size, (j + 1) * size);
  for (let a = 0; a < size; a++) {
    gradient[a] -= a === j ? 0 : s[a] * gradient[j];
    for (let b = 0; b < size; b++)
      hessian[a * size + b] += s[a] * s[b] * row[j] - s[a] * row[b] - row[a] * s[b];
  }
}
