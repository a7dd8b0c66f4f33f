import { solvePositive } from "../numeric/solve.js";

/** The convex function weight * (|t - centre|^2 + offset^2)^(power / 2) of t in R^d, power >= 1. */
export interface PowerTerm {
  readonly weight: number;
  readonly centre: readonly number[];
  readonly offset: number;
  readonly power: number;
}

const { hypot, max, min } = Math;
const dot = (x: readonly number[], y: readonly number[]) =>
  x.reduce((sum, value, u) => sum + value * y[u], 0);
const moved = (x: readonly number[], step: number, v: readonly number[]) =>
  x.map((value, u) => value + step * v[u]);

/** Value of one term at t. */
export const termValue = ({ weight, centre, offset, power }: PowerTerm, t: readonly number[]): number =>
  weight * hypot(...t.map((value, u) => value - centre[u]), offset) ** power;

/** The sum of the terms at t. */
export const sumOfPowers = (terms: readonly PowerTerm[], t: readonly number[]): number =>
  terms.reduce((sum, term) => sum + termValue(term, t), 0);

/** Nearer than this a point counts as the centre itself: the curvature there would overflow. */
const onTop = 1e-100;

/** Whether a term has a kink: it is a multiple of |t - centre|. */
const isKink = ({ power, offset }: PowerTerm) => power === 1 && offset < onTop;

/**
 * Minimises a sum of powers of norms, F(t) = sum_i w_i (|t - c_i|^2 + h_i^2)^(p_i / 2): a generalised
 * geometric median. A kink is the minimum if the gradient of the other terms is no longer than its weight.
 * If none is, F is smooth at its minimum, which is found on the line by bisection of the slope and in R^d by
 * Newton steps with exact line searches, from the lowest centre downwards, so that no kink is met again.
 */
export function minimisePowers(terms: readonly PowerTerm[]): readonly number[] {
  const active = terms.filter(({ weight }) => weight > 0);
  const kink = active
    .filter(isKink)
    .find(({ centre }) => gapAt(active, centre) <= 1e-14 * sumOfPowers(active, centre));
  if (kink) return kink.centre;
  return active[0].centre.length === 1 ? [minimiseOnLine(active)] : minimiseByNewton(active);
}

/**
 * F(t) - inf F is at most the length of the shortest subgradient at t times the distance to a minimiser; one
 * lies in the convex hull of the centres, within the distance of the farthest.
 */
function gapAt(terms: readonly PowerTerm[], t: readonly number[]): number {
  const { gradient, kinks } = derivatives(terms, t);
  const radius = max(...terms.map(({ centre }) => hypot(...moved(centre, -1, t))));
  return max(0, hypot(...gradient) - kinks) * radius;
}

/** Gradient and Hessian (row major) at t of the terms that are smooth there; total weight of the kinks at t. */
function derivatives(terms: readonly PowerTerm[], t: readonly number[]) {
  const d = t.length;
  const gradient = new Array<number>(d).fill(0);
  const hessian = new Float64Array(d * d);
  let kinks = 0;
  for (const { weight, centre, offset, power } of terms) {
    const u = t.map((value, i) => value - centre[i]);
    const norm = hypot(...u, offset);
    if (norm < onTop) {
      if (power === 1) kinks += weight;
      continue;
    }
    const slope = weight * power * norm ** (power - 2);
    const bend = (slope * (power - 2)) / norm / norm;
    for (let i = 0; i < d; i++) {
      gradient[i] += slope * u[i];
      for (let j = 0; j < d; j++) hessian[i * d + j] += (i === j ? slope : 0) + bend * u[i] * u[j];
    }
  }
  return { gradient, hessian, kinks };
}

/** Bisection of the subgradient between the outermost centres. */
function minimiseOnLine(terms: readonly PowerTerm[]): number {
  const centres = terms.map(({ centre }) => centre[0]);
  let low = min(...centres);
  let high = max(...centres);
  // Halving reaches neighbouring numbers after some 60 steps unless the minimum is at 0.
  for (let step = 0; step < 200; step++) {
    const t = low + (high - low) / 2;
    if (t === low || t === high) break;
    const { gradient, kinks } = derivatives(terms, [t]);
    if (Math.abs(gradient[0]) <= kinks) return t;
    if (gradient[0] > 0) high = t;
    else low = t;
  }
  return sumOfPowers(terms, [low]) < sumOfPowers(terms, [high]) ? low : high;
}

function minimiseByNewton(terms: readonly PowerTerm[]): readonly number[] {
  const values = terms.map(({ centre }) => sumOfPowers(terms, centre));
  let t = terms[values.indexOf(min(...values))].centre;
  for (let step = 0; step < 500; step++) {
    const { gradient, hessian, kinks } = derivatives(terms, t);
    const descent = gradient.map((g) => -g);
    const newton = [...solvePositive(hessian, Float64Array.from(descent), t.length)];
    const next = searchAlong(terms, t, kinks === 0 && dot(newton, descent) > 0 ? newton : descent);
    const change = sumOfPowers(terms, next) / sumOfPowers(terms, t) - 1;
    // Where the value is flat to rounding the gradient still tells one point from another.
    if (!(change < 0 || (change < 1e-13 && gapAt(terms, next) < gapAt(terms, t) / 2))) break;
    t = next;
    if (gapAt(terms, t) <= 1e-15 * sumOfPowers(terms, t)) break;
  }
  return t;
}

/** The exact minimiser of F on the line through t: along it every term is again a power term. */
function searchAlong(
  terms: readonly PowerTerm[],
  t: readonly number[],
  direction: readonly number[],
): readonly number[] {
  const length = hypot(...direction);
  if (length === 0) return t;
  const unit = direction.map((value) => value / length);
  const onLine = terms.map(({ weight, centre, offset, power }) => {
    const difference = moved(centre, -1, t);
    const along = dot(difference, unit);
    const across = hypot(...moved(difference, -along, unit), offset);
    return { weight, power, centre: [along], offset: across };
  });
  return moved(t, minimiseOnLine(onLine), unit);
}
