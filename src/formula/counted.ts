import type { Frequencies } from "../numeric/frequencies.js";

/** The values of a column that are there, and how often each counts. */
export interface Counted {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** The sum of the counts. */
  readonly total: number;
}

/** The values that are there, as often as the weights of their rows say. */
export function countedIn(x: Float64Array, weights: Frequencies): Counted {
  const rows = Int32Array.from(x.keys()).filter((t) => !Number.isNaN(x[t]));
  const counts = Float64Array.from(rows, (t) => (weights === undefined ? 1 : weights[t]));
  return {
    values: Float64Array.from(rows, (t) => x[t]),
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** The mean, with a second pass for what rounding left. */
export function meanOf({ values, counts, total }: Counted): number {
  const mean = values.reduce((sum, value, t) => sum + counts[t] * value, 0) / total;
  return mean + values.reduce((sum, value, t) => sum + counts[t] * (value - mean), 0) / total;
}
