import { totalOf } from "../numeric/frequencies.js";
import type { Sample } from "../types.js";

/** The number of observations of a sample: the sum of its weights. */
export const observationsOf = ({ n, weights }: Sample): number => totalOf(n, weights);

/** The given rows of a sample, with weights of their own if there are any. */
export function rowsAt(sample: Sample, rows: ArrayLike<number>, weights: Float64Array | undefined): Sample {
  const take = (values: Float64Array) => Float64Array.from(rows, (t) => values[t]);
  const { d, x, y, offset, trials } = sample;
  return {
    n: rows.length,
    d,
    x: x.map(take),
    y: take(y),
    ...(weights && { weights }),
    ...(offset && { offset: take(offset) }),
    ...(trials && { trials: take(trials) }),
  };
}

/** A sample without the rows whose weight is 0, which are as if they were absent; the sample itself if there are none. */
export function observed(sample: Sample): Sample {
  const { weights } = sample;
  if (weights === undefined || !weights.includes(0)) return sample;
  const rows = Array.from(weights.keys()).filter((t) => weights[t] > 0);
  return rowsAt(
    sample,
    rows,
    weights.filter((weight) => weight > 0),
  );
}
