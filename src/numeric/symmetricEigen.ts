import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { MoestatError } from "../error.js";

/** Eigenvalues in ascending order; vectors[i] is the unit eigenvector of values[i]. */
export interface SymmetricEigen {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** The largest eigenvalue; -Infinity where the matrix is empty. */
export const largestEigenvalue = ({ values }: SymmetricEigen): number =>
  values.length > 0 ? values[values.length - 1] : Number.NEGATIVE_INFINITY;

/** Eigen-decomposition of a symmetric p x p matrix (row major). Throws on entries that are not finite. */
export function symmetricEigen(a: Float64Array, p: number): SymmetricEigen {
  if (p === 0) return { values: [], vectors: [] };
  const bad = a.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new MoestatError(
      `invalid matrix; entry ${Math.floor(bad / p)}, ${bad % p} is not a finite number: ${a[bad]}`,
    );
  // Squares of larger entries would overflow on the way.
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest > Math.sqrt(Number.MAX_VALUE) ? largest : 1;
  const matrix = new Matrix(p, p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) matrix.set(i, j, 0.5 * (a[i * p + j] / unit + a[j * p + i] / unit));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[i] - realEigenvalues[j]);
  // One array for all vectors: many small ones take longer to make than to fill.
  const all = new Float64Array(p * p);
  const vectors = order.map((i, row) => {
    for (let j = 0; j < p; j++) all[row * p + j] = eigenvectorMatrix.get(j, i);
    return all.subarray(row * p, row * p + p);
  });
  return { values: order.map((i) => unit * realEigenvalues[i]), vectors };
}
