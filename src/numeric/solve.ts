import { MoestatError } from "../error.js";
/**
 * Solves A x = b for a symmetric positive semi-definite p x p matrix (row major) by Cholesky. Directions in
 * which A is numerically zero get a relative ridge, so that a weightless expert gives a finite answer. Throws
 * where no such ridge helps: A has a negative direction, or entries that are not finite.
 */
export function solvePositive(a: Float64Array, b: Float64Array, p: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < p; i++) largest = Math.max(largest, a[i * p + i]);
  for (let ridge = 0; ridge <= 1; ridge = ridge === 0 ? 1e-14 : 100 * ridge) {
    const factor = cholesky(a, p, ridge * largest + (largest === 0 ? 1 : 0));
    if (factor) return backSolve(factor, b, p);
  }
  throw new MoestatError("cannot solve the normal equations; not positive semi-definite");
}

/** Whether a symmetric p x p matrix (row major) is positive definite, as far as rounding can tell. */
export const isDefinite = (a: Float64Array, p: number): boolean => cholesky(a, p, 0) !== undefined;

function cholesky(a: Float64Array, p: number, ridge: number): Float64Array | undefined {
  const l = Float64Array.from(a);
  for (let j = 0; j < p; j++) {
    let pivot = l[j * p + j] + ridge;
    const floor = 1e-15 * pivot;
    for (let m = 0; m < j; m++) pivot -= l[j * p + m] ** 2;
    if (!(pivot > floor)) return undefined;
    const root = Math.sqrt(pivot);
    l[j * p + j] = root;
    for (let i = j + 1; i < p; i++) {
      let sum = l[i * p + j];
      for (let m = 0; m < j; m++) sum -= l[i * p + m] * l[j * p + m];
      l[i * p + j] = sum / root;
    }
  }
  return l;
}

function backSolve(l: Float64Array, b: Float64Array, p: number): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < p; i++) {
    for (let m = 0; m < i; m++) x[i] -= l[i * p + m] * x[m];
    x[i] /= l[i * p + i];
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let m = i + 1; m < p; m++) x[i] -= l[m * p + i] * x[m];
    x[i] /= l[i * p + i];
  }
  return x;
}
