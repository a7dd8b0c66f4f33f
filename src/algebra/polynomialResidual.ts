import { type BoxProblem, initTrustRegion, stepTrustRegion } from "../numeric/trustRegion.js";
import { stream } from "../random/stream.js";
import type { Uniform } from "../types.js";
import { checkInteger } from "./checks.js";
import { gaussHermiteSolution } from "./gaussHermite.js";
import type { PolynomialPoint } from "./polynomialSystem.js";
import { type Atoms, atomsAt, coordinatesOf, residualProblem } from "./residualProblem.js";

/** How hard `polynomialResidual` looks. */
export interface PolynomialSearch {
  /** Dimension of p1 and p2 (the inputs); the least residual does not depend on it. Default 1. */
  readonly d?: number;
  /** Random starts for each number of growing weights, default 60; the search ends where it finds a solution. */
  readonly starts?: number;
  /** The source of the starts; by default a stream of its own, the same at every call. */
  readonly uniform?: Uniform;
}

/** The least residual found, and where. */
export interface PolynomialResidual {
  /** Infimum of the sum over the equations of (l1! l2! times the left side)^2. */
  readonly residual: number;
  /** How many weights p5^2 must grow without bound on the way to the residual: 0 where it is attained. */
  readonly growing: number;
  /**
   * The atoms whose weights do not grow, all m where `growing` is 0: the residual is the sum over the equations
   * with l2 > 2 `growing` at this point.
   */
  readonly point: PolynomialPoint;
  /** Starts made. */
  readonly starts: number;
}

/**
 * Numerical evidence for rbar(m): the infimum of the residual of the polynomial system (P1, eq. (6)) with m atoms
 * and order r over non-trivial points. About 0 (1e-25 or less) if the system has a non-trivial solution, so that
 * rbar(m) > r; bounded away from 0 if it has none.
 *
 * A solution stays one if all p5 are multiplied by a constant, or (p3, p4) is replaced by (c p3, c^2 p4); so
 * points are normalised to p5_l^2 >= 1 for all l and max_l |p3_l| = 1, which keeps them away from the trivial
 * ones. Equations with l1 = 0 do not involve p1 and p2 and all others vanish at p1 = p2 = 0, so the least
 * residual is taken there: that of sum_l w_l h_n(p3_l, p4_l) = 0, n = 1..r, with w = p5^2 and h_n from `hermite`.
 *
 * The infimum need not be attained. Let one weight w grow. Equations stay bounded only if its atom goes to
 * p3 = p4 = 0, with w p3 and w p4 bounded. It then gives equations 1 and 2 the values w p3 and w (p3^2 + 2 p4), which
 * tend to whatever the others need, and in the limit it gives the rest nothing. In the same way g growing weights
 * rid the other atoms of equations 1 to 2g:
 * - They give the rest nothing. With e = max(|p3|, |p4|^(1/2)) an atom's part of equation n is at most a constant
 *   times w e^n. Since g atoms do not solve equations 1 to 2g, not even nearly, bounded values of these bound
 *   w e^(2g), so that w e^n goes to 0 for n > 2g.
 * - They give equations 1 to 2g any values. The Gauss-Hermite solution of g atoms, scaled to (e p3, e^2 p4) and with
 *   w e^(2g) fixed, solves those below 2g and gives the last a value below 0. (For one above 0 take that of g - 1 atoms
 *   and an atom at p3 = 0, p4 > 0.) Small changes of nodes and weights give all others their values: a combination
 *   of equations 1 to 2g that no such change moves is a polynomial of that degree with double zeros at the g
 *   nodes, a multiple of He_g^2, whose mean is not 0 as that of He_1 to He_2g is.
 * So the infimum is the least, over g, of the residual of m - g atoms in equations 2g + 1 to r. For m = 2 and
 * r = 4 that is min_p (1 + 6p)^2 + (1 + 12p + 12p^2)^2 = 0.1447803, with g = 1.
 *
 * Each of these is searched by Newton's method in a trust region from random starts, the first also from
 * `gaussHermiteSolution`. Measured with the default starts: up to m = 4 other starts give the same 8 digits; from
 * m = 5 on and r >= 2m the residual is an upper bound of the infimum. It takes seconds up to m = 6.
 * Throws unless m is an integer from 1 to 8, r one from 1 to 20, d one from 1 to 1000, and starts a positive one.
 */
export function polynomialResidual(m: number, r: number, options: PolynomialSearch = {}): PolynomialResidual {
  const { d = 1, starts = 60, uniform = stream(`moestat/polynomial/${m}/${r}`) } = options;
  checkInteger("m", m, 1, 8);
  checkInteger("r", r, 1, 20);
  checkInteger("d", d, 1, 1000);
  checkInteger("starts", starts, 1);
  let best: Attempt = { residual: Infinity, growing: 0, theta: new Float64Array(0) };
  let made = 0;
  for (let growing = 0; growing < m && 2 * growing < r; growing++) {
    const k = m - growing;
    const problem = residualProblem(k, 2 * growing + 1, r);
    const tries = growing === 0 ? starts + 1 : starts;
    for (let i = 0; i < tries && best.residual > solved; i++, made++) {
      const start = growing === 0 && i === 0 ? hermiteStart(m) : randomStart(k, uniform);
      const { residual, theta } = descend(problem, start);
      if (residual < best.residual) best = { residual, growing, theta };
    }
  }
  const { residual, growing, theta } = best;
  return { residual, growing, point: pointAt(d, atomsAt(m - growing, theta)), starts: made };
}

interface Attempt {
  readonly residual: number;
  readonly growing: number;
  readonly theta: Float64Array;
}

/** Below this a residual is rounding: that of solutions is below 1e-26, the least of other systems above 1e-12. */
const solved = 1e-25;

/** The residual at the end of a descent; where a weight grows without bound it is cut off. */
function descend(problem: BoxProblem, start: Float64Array): { residual: number; theta: Float64Array } {
  let state = initTrustRegion(problem, start);
  for (let step = 0; step < 200 && !state.stalled && -state.value > solved; step++)
    state = stepTrustRegion(problem, state);
  return { residual: -state.value, theta: state.theta };
}

/** The Gauss-Hermite solution with its largest node scaled to 1, and its least weight, which is there, to 1. */
function hermiteStart(m: number): Float64Array {
  const { p3, p5 } = gaussHermiteSolution(m);
  const largest = m === 1 ? 1 : p3[m - 1];
  const atoms = p3.map((value, l) => ({ node: value / largest, weight: (p5[l] / p5[m - 1]) ** 2 })).reverse();
  return coordinatesOf({
    p3: atoms.map(({ node }) => node),
    p4: atoms.map(() => -1 / (2 * largest ** 2)),
    weights: atoms.map(({ weight }) => weight),
  });
}

function randomStart(k: number, uniform: Uniform): Float64Array {
  const between = (low: number, high: number) => low + (high - low) * uniform();
  return Float64Array.from({ length: 3 * k - 1 }, (_, i) =>
    i < k - 1 ? between(-1, 1) : i < 2 * k - 1 ? between(-1, 0.5) : between(0, 2),
  );
}

function pointAt(d: number, { p3, p4, weights }: Atoms): PolynomialPoint {
  const zeros = p3.map(() => new Array<number>(d).fill(0));
  return { p1: zeros, p2: zeros, p3, p4, p5: weights.map(Math.sqrt) };
}
