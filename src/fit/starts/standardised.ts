import { meanAndSd } from "../../params/units.js";
import type { Sample } from "../../types.js";

/** A sample with unit variances. */
export interface Standardised {
  readonly n: number;
  readonly d: number;
  readonly inputs: readonly Float64Array[];
  /** Rows (x, y), the response weighted like all the inputs together. */
  readonly rows: readonly Float64Array[];
}

/** The sample with unit variances. */
export function standardised({ n, d, x, y }: Sample): Standardised {
  const inputs = x.map(withUnitVariance);
  const rows = [...inputs, withUnitVariance(y).map((value) => value * Math.sqrt(d))];
  return { n, d, inputs, rows };
}

function withUnitVariance(column: Float64Array): Float64Array {
  const [mean, sd] = meanAndSd(column);
  return column.map((value) => (value - mean) / sd);
}
