import { symmetricEigen } from "./symmetricEigen.js";

/** Columns among which a linear combination vanishes. */
export interface LinearDependence {
  /** Their places, from 0. */
  readonly involved: readonly number[];
  /** The smallest eigenvalue of the correlation matrix. */
  readonly smallest: number;
}

/** Whether columns that vary (and a constant, beside an intercept) are linearly dependent: their correlation matrix has an eigenvalue of zero. */
export function linearDependence(
  columns: readonly Float64Array[],
  intercept: boolean,
): LinearDependence | undefined {
  const d = columns.length;
  if (d === 0) return undefined;
  const unit = columns.map((column) => {
    const mean = intercept ? column.reduce((sum, value) => sum + value, 0) / column.length : 0;
    const centred = column.map((value) => value - mean);
    const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
    return centred.map((value) => value / norm);
  });
  const correlation = new Float64Array(d * d);
  unit.forEach((a, i) => {
    unit.forEach((b, j) => {
      correlation[i * d + j] = a.reduce((sum, value, t) => sum + value * b[t], 0);
    });
  });
  const { values, vectors } = symmetricEigen(correlation, d);
  if (values[0] > 1e-12 * d) return undefined;
  const involved = [...vectors[0]].flatMap((v, j) => (Math.abs(v) > 1e-6 ? [j] : []));
  return { involved, smallest: values[0] };
}
