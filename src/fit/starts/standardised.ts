import { meanAndSd } from "../../params/units.js";
import type { Sample } from "../../types.js";

/** A sample with unit variances. */
export interface Standardised {
  readonly inputs: readonly Float64Array[];
  /** Rows (x, y), the response weighted like all the inputs together. */
  readonly rows: readonly Float64Array[];
}

const made = new WeakMap<Sample, Standardised>();
/** A sample with unit variances, made once: every start wants it. */
export function standardised(sample: Sample): Standardised {
  const known = made.get(sample);
  if (known) return known;
  const { d, x, y } = sample;
  const inputs = x.map(withUnitVariance);
  const result = { inputs, rows: [...inputs, withUnitVariance(y).map((value) => value * Math.sqrt(d))] };
  made.set(sample, result);
  return result;
}

function withUnitVariance(column: Float64Array): Float64Array {
  const [mean, sd] = meanAndSd(column);
  return column.map((value) => (value - mean) / sd);
}
