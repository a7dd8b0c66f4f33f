/** A matrix as matrix libraries have it (ml-matrix and others): numbers of rows and columns, and an entry by row and column from 0. */
export interface NumericMatrix {
  readonly rows: number;
  readonly columns: number;
  /** The entry in a row and a column, both from 0. */
  readonly get: (row: number, column: number) => number;
}

/** Whether a value has what a matrix has. */
export const isMatrix = (value: unknown): value is NumericMatrix =>
  typeof value === "object" &&
  value !== null &&
  "get" in value &&
  typeof value.get === "function" &&
  "rows" in value &&
  Number.isInteger(value.rows) &&
  "columns" in value &&
  Number.isInteger(value.columns);

/** The rows of a matrix. */
export const rowsOf = (matrix: NumericMatrix): number[][] =>
  Array.from({ length: matrix.rows }, (_, t) =>
    Array.from({ length: matrix.columns }, (_, j) => matrix.get(t, j)),
  );
