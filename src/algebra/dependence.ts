import { singularValues } from "../numeric/singularValues.js";
import type { Grid } from "./grid.js";

/** Singular values up to this one count as 0: far above rounding, far below those of sets known to be independent. */
export const zeroBelow = 1e-11;

/** A function known by its values on the nodes of a grid. */
export interface GridFunction {
  readonly term: string;
  /** One value for each node, or several: then all nodes' first values, all second values, and so on. */
  readonly values: Float64Array;
}

/** A linear combination of functions, the sum of weight times term. The largest weight is 1 or -1. */
export type Combination = readonly { readonly term: string; readonly weight: number }[];

/** Whether some functions are linearly dependent, and how. */
export interface Dependence {
  /** No singular value counts as 0. */
  readonly independent: boolean;
  /** The smallest singular value: the least norm of a combination of the normalised functions by a unit vector. */
  readonly smallest: number;
  /** All singular values, in ascending order. */
  readonly singularValues: readonly number[];
  /** The combination of the smallest singular value: the null one, or that nearest to it. */
  readonly combination: Combination;
  /** A basis of the null combinations in reduced echelon form, so that each has few terms. */
  readonly relations: readonly Combination[];
}

/**
 * Linear dependence of functions over a box: the singular values of the functions, each scaled to norm 1 in L2,
 * on a quadrature grid. Those of a dependent set are rounding, below 1e-14; those of an independent one say how
 * much the functions differ on the box. One up to `threshold` counts as 0. (From the functions themselves, not
 * from their Gram matrix, which would have the squares: rounding would hide anything below 1e-8.)
 */
export function dependence(
  functions: readonly GridFunction[],
  { roots }: Grid,
  threshold = zeroBelow,
): Dependence {
  const columns = functions.map(({ values }) => values.map((value, i) => value * roots[i % roots.length]));
  // A function that vanishes everywhere stays 0, and so does its singular value.
  const norms = columns.map(
    (column) => Math.sqrt(column.reduce((total, value) => total + value * value, 0)) || 1,
  );
  const { values, vectors } = singularValues(
    columns.map((column, j) => column.map((value) => value / norms[j])),
  );
  const combination = (vector: Float64Array): Combination => {
    const terms = functions
      .map(({ term }, j) => ({ term, weight: vector[j] / norms[j] }))
      .filter((_, j) => Math.abs(vector[j]) > negligible);
    const largest = Math.max(...terms.map(({ weight }) => Math.abs(weight)));
    return terms.map(({ term, weight }) => ({ term, weight: weight / largest }));
  };
  const nullity = values.filter((value) => value <= threshold).length;
  return {
    independent: nullity === 0,
    smallest: values[0],
    singularValues: values,
    combination: combination(vectors[0]),
    relations: reduced(vectors.slice(0, nullity)).map(combination),
  };
}

/** Weight of a normalised function below which it is not named in a combination. */
const negligible = 1e-7;

/** The reduced echelon form of a basis: Gauss-Jordan elimination with complete pivoting. */
function reduced(basis: readonly Float64Array[]): Float64Array[] {
  const rows = [...basis];
  rows.forEach((_, k) => {
    let [at, pivot] = [k, 0];
    for (let i = k; i < rows.length; i++)
      rows[i].forEach((value, j) => {
        if (Math.abs(value) > Math.abs(rows[at][pivot])) [at, pivot] = [i, j];
      });
    [rows[k], rows[at]] = [rows[at], rows[k]];
    const unit = rows[k].map((value) => value / rows[k][pivot]);
    rows.forEach((row, i) => {
      rows[i] = i === k ? unit : row.map((value, j) => value - row[pivot] * unit[j]);
    });
  });
  return rows;
}
