import { solvePositive } from "../numeric/solve.js";
import { stream } from "../random/stream.js";
import type { Uniform } from "../types.js";
import { hermite, type PolynomialPoint } from "./polynomialSystem.js";

/** How hard `polynomialResidual` looks. */
export interface PolynomialSearch {
  /** Dimension of p1 and p2 (the inputs); the least residual does not depend on it. Default 1. */
  readonly d?: number;
  /** Random starts at most, default 200; the search ends where it finds a solution. */
  readonly starts?: number;
  /** The source of the starts; by default a stream of its own, the same at every call. */
  readonly uniform?: Uniform;
}

/** The least residual found, and where. */
export interface PolynomialResidual {
  /** Sum over the equations of (l1! l2! times the left side)^2. */
  readonly residual: number;
  readonly point: PolynomialPoint;
  /** Starts made. */
  readonly starts: number;
}

/**
 * Numerical evidence for rbar(m): the least residual of the polynomial system (P1, eq. (6)) with m atoms and
 * order r over non-trivial points. About 0 (1e-25 or less) if the system has a non-trivial solution, so that
 * rbar(m) > r; bounded away from 0 if it has none.
 *
 * A solution stays one if all p5 are multiplied by a constant, or (p3, p4) is replaced by (c p3, c^2 p4); so
 * points are normalised to p5_l^2 >= 1 for all l and max_l |p3_l| = 1, which keeps them away from the trivial
 * ones. Equations with l1 = 0 do not involve p1 and p2 and all others vanish at p1 = p2 = 0, so the least
 * residual is taken there: what is solved is sum_l p5_l^2 h_n(p3_l, p4_l) = 0, n = 1..r, with h_n from
 * `hermite`, by Levenberg-Marquardt with exact derivatives from many starts.
 * Throws unless m and r are positive integers.
 */
export function polynomialResidual(m: number, r: number, options: PolynomialSearch = {}): PolynomialResidual {
  const { d = 1, starts = 200, uniform = stream(`moestat/polynomial/${m}/${r}`) } = options;
  for (const [name, value] of Object.entries({ m, r, d, starts }))
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`invalid ${name}; not a positive integer: ${value}`);
  let best = levenbergMarquardt(m, r, randomStart(m, uniform));
  let made = 1;
  for (; made < starts && best.cost > solved; made++) {
    const attempt = levenbergMarquardt(m, r, randomStart(m, uniform));
    if (attempt.cost < best.cost) best = attempt;
  }
  const { p3, p4, weights } = atomsAt(m, best.theta);
  const zeros = p3.map(() => new Array<number>(d).fill(0));
  const point = { p1: zeros, p2: zeros, p3, p4, p5: weights.map(Math.sqrt) };
  return { residual: best.cost, point, starts: made };
}

/** Below this a residual is rounding. */
const solved = 1e-30;

interface Attempt {
  readonly theta: Float64Array;
  readonly cost: number;
}

/** Coordinates: m - 1 angles, then m values of p4, then m roots q of p5^2 = 1 + q^2. */
function atomsAt(m: number, theta: Float64Array): { p3: number[]; p4: number[]; weights: number[] } {
  const part = (from: number, length: number) => [...theta.subarray(from, from + length)];
  return {
    p3: [1, ...part(0, m - 1).map(Math.sin)],
    p4: part(m - 1, m),
    weights: part(2 * m - 1, m).map((q) => 1 + q * q),
  };
}

function randomStart(m: number, uniform: Uniform): Float64Array {
  const between = (low: number, high: number) => low + (high - low) * uniform();
  return Float64Array.from({ length: 3 * m - 1 }, (_, i) =>
    i < m - 1 ? between(-1.5, 1.5) : i < 2 * m - 1 ? between(-1, 0.5) : between(-2, 2),
  );
}

/** The equations n! sum_l w_l h_n(p3_l, p4_l), n = 1..r, and their derivatives in theta (rows: equations). */
function equations(m: number, r: number, theta: Float64Array) {
  const { p3, p4, weights } = atomsAt(m, theta);
  const size = theta.length;
  const values = new Float64Array(r);
  const jacobian = new Float64Array(r * size);
  for (let l = 0; l < m; l++) {
    const h = hermite(p3[l], p4[l], r);
    let factorial = 1;
    for (let n = 1; n <= r; n++) {
      factorial *= n;
      const row = (n - 1) * size;
      values[n - 1] += factorial * weights[l] * h[n];
      // dh_n/dp3 = h_{n-1}, dh_n/dp4 = h_{n-2}.
      if (l > 0) jacobian[row + l - 1] = factorial * weights[l] * h[n - 1] * Math.cos(theta[l - 1]);
      jacobian[row + m - 1 + l] = factorial * weights[l] * (h[n - 2] ?? 0);
      jacobian[row + 2 * m - 1 + l] = factorial * 2 * theta[2 * m - 1 + l] * h[n];
    }
  }
  return { values, jacobian, cost: values.reduce((total, value) => total + value * value, 0) };
}

function levenbergMarquardt(m: number, r: number, start: Float64Array): Attempt {
  const size = start.length;
  let theta = start;
  let here = equations(m, r, theta);
  let damping = 1e-2;
  for (let step = 0; step < 300 && here.cost > solved && damping < 1e12; step++) {
    const gram = new Float64Array(size * size);
    const descent = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      for (let n = 0; n < r; n++) {
        const slope = here.jacobian[n * size + i];
        descent[i] -= slope * here.values[n];
        for (let j = 0; j < size; j++) gram[i * size + j] += slope * here.jacobian[n * size + j];
      }
      gram[i * size + i] += damping;
    }
    const change = solvePositive(gram, descent, size);
    const next = theta.map((value, i) => value + change[i]);
    const there = equations(m, r, next);
    if (there.cost < here.cost) {
      [theta, here] = [next, there];
      damping *= 0.3;
    } else damping *= 4;
  }
  return { theta, cost: here.cost };
}
