import { MoestatError } from "../error.js";
import { backSolve, cholesky } from "./cholesky.js";

/** A pivot that has lost all its digits but one. */
const lost = 1e-15;

/**
 * Solves A x = b for a symmetric positive semi-definite p x p matrix (row major) by Cholesky. Directions in
 * which A is numerically zero get a relative ridge, so that a weightless expert gives a finite answer. Throws
 * where no such ridge helps: A has a negative direction, or entries that are not finite.
 */
export function solvePositive(a: Float64Array, b: Float64Array, p: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < p; i++) largest = Math.max(largest, a[i * p + i]);
  for (let ridge = 0; ridge <= 1; ridge = ridge === 0 ? 1e-14 : 100 * ridge) {
    const shifted = a.slice();
    const shift = ridge * largest + (largest === 0 ? 1 : 0);
    for (let i = 0; i < p; i++) shifted[i * p + i] += shift;
    const x = solveDefinite(shifted, b, p);
    if (x) return x;
  }
  throw new MoestatError("cannot solve the normal equations; not positive semi-definite");
}

/** A^-1 b; undefined where A is not positive definite, as far as rounding can tell. Overwrites A with its Cholesky factor. */
export const solveDefinite = (a: Float64Array, b: Float64Array, p: number): Float64Array | undefined =>
  cholesky(a, p, lost) ? backSolve(a, b, p) : undefined;

/** Whether a symmetric p x p matrix (row major) is positive definite, as far as rounding can tell. */
export const isDefinite = (a: Float64Array, p: number): boolean => cholesky(a.slice(), p, lost);
