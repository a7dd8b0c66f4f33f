import { Matrix, SVD } from "ml-matrix";

/** Singular values in ascending order; vectors[i] is the unit right singular vector of values[i]. */
interface SingularValues {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** Singular values and right singular vectors of the n x p matrix with these p columns, n >= p. */
export function singularValues(columns: readonly Float64Array[]): SingularValues {
  const p = columns.length;
  const matrix = new Matrix(columns[0].length, p);
  columns.forEach((column, j) => {
    column.forEach((value, i) => {
      matrix.set(i, j, value);
    });
  });
  const { diagonal, rightSingularVectors } = new SVD(matrix, { computeLeftSingularVectors: false });
  const order = diagonal.map((_, i) => i).sort((i, j) => diagonal[i] - diagonal[j]);
  return {
    values: order.map((i) => diagonal[i]),
    vectors: order.map((i) => Float64Array.from({ length: p }, (_, j) => rightSingularVectors.get(j, i))),
  };
}
