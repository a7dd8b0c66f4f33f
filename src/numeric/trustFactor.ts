import { backSolve, cholesky, forwardSolve } from "./cholesky.js";

/**
 * The maximiser of g's + s'Hs/2 subject to |s| <= radius, by Cholesky factors of mu I - H, H row major: the Newton step where H
 * is negative definite and it fits, else a step whose length is the radius, to a thousandth. Undefined where some factors do not find it:
 * near the hard case, in which g is all but orthogonal to the top eigenvector, `maximiseWithin` is needed, which takes the
 * spectrum. A few factors cost a tenth of a spectrum.
 * Source: Moré & Sorensen (1983), Computing a trust region step.
 */
export function maximiseByFactor(
  g: ArrayLike<number>,
  hessian: Float64Array,
  radius: number,
): Float64Array | undefined {
  const p = g.length;
  let norm = 0;
  let squares = 0;
  for (let i = 0; i < p; i++) {
    squares += g[i] * g[i];
    let row = 0;
    for (let j = 0; j < p; j++) row += Math.abs(hessian[i * p + j]);
    norm = Math.max(norm, row);
  }
  const slope = Math.sqrt(squares);
  // Where the score has all but vanished the direction of a step off a saddle is the eigenvector's.
  if (!(slope > 1e-10 * radius * norm) || !Number.isFinite(norm)) return undefined;
  const factor = new Float64Array(p * p);
  let low = 0;
  let high = norm + slope / radius;
  let mu = 0;
  for (let attempt = 0; attempt < mostFactors; attempt++) {
    if (!shiftedFactor(hessian, mu, p, factor)) {
      low = mu;
      mu = Math.max(Math.sqrt(low * high), low + 0.05 * (high - low));
      if (low === 0) mu = 0.01 * high;
      continue;
    }
    const step = backSolve(factor, g, p);
    const length = Math.sqrt(squareOf(step));
    if (mu === 0 && length <= radius) return step;
    if (Math.abs(length - radius) <= within * radius) return step;
    if (length < radius) high = mu;
    else low = mu;
    // Newton's method on 1 / radius - 1 / |s(mu)|.
    const next = mu + (length ** 2 / squareOf(forwardSolve(factor, step, p))) * ((length - radius) / radius);
    mu = next > low && next < high ? next : Math.max(Math.sqrt(low * high), low + 0.05 * (high - low));
    if (!(high - low > 1e-13 * high)) return undefined;
  }
  return undefined;
}

const mostFactors = 30;
const within = 1e-3;
/** Of a pivot that is no larger, next to the entry that it comes from, rounding has left too little. */
const leastPivot = 1e-14;

/** The lower Cholesky factor of mu I - H; false where that is not positive definite. */
function shiftedFactor(hessian: Float64Array, mu: number, p: number, l: Float64Array): boolean {
  for (let i = 0; i < p; i++) {
    const row = i * p;
    for (let j = 0; j < i; j++) l[row + j] = -hessian[row + j];
    l[row + i] = mu - hessian[row + i];
  }
  return cholesky(l, p, leastPivot);
}

const squareOf = (v: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i] * v[i];
  return sum;
};
