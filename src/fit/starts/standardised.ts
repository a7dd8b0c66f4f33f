import { copiesOf, type Frequencies, totalOf } from "../../numeric/frequencies.js";
import { locatedResponse, meanAndSd } from "../../params/units.js";
import type { Problem } from "../problem/problem.js";

/** A sample with unit variances. */
export interface Standardised {
  /** How many rows there are, how often each counts, and how often all together. */
  readonly n: number;
  readonly weights: Frequencies;
  readonly total: number;
  /** The row at each position of all observations side by side: see `copiesOf`. */
  readonly rowAt: (position: number) => number;
  /** All columns of inputs. */
  readonly inputs: readonly Float64Array[];
  /** Those that some part of the model sees, */
  readonly seen: readonly Float64Array[];
  /** and with the response, which is weighted like all of them together, as rows (x, y). */
  readonly rows: readonly Float64Array[];
}

/** The sample of a problem with unit variances. */
export function standardised({ model, sample }: Problem): Standardised {
  const y = locatedResponse(sample, model.families);
  const { n, weights } = sample;
  const withUnitVariance = (column: Float64Array) => {
    const [mean, sd] = meanAndSd(column, weights);
    return column.map((value) => (value - mean) / sd);
  };
  const inputs = sample.x.map(withUnitVariance);
  const seen = inputs.filter((_, j) => isSeen(model, j));
  const weight = Math.sqrt(Math.max(1, seen.length));
  const rows = [...seen, withUnitVariance(y).map((value) => value * weight)];
  const total = totalOf(n, weights);
  const rowAt = copiesOf(
    Uint32Array.from({ length: n }, (_, t) => t),
    weights,
  );
  return { n, weights, total, rowAt, inputs, seen, rows };
}

/** Whether some part of a model sees a column. */
export const isSeen = ({ columns: { gating, experts } }: Problem["model"], j: number): boolean =>
  gating.includes(j) || experts.includes(j);
