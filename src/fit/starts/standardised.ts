import { locatedResponse, meanAndSd } from "../../params/units.js";
import type { Problem } from "../problem/problem.js";

/** A sample with unit variances. */
export interface Standardised {
  readonly n: number;
  /** All columns of inputs. */
  readonly inputs: readonly Float64Array[];
  /** Those that some part of the model sees, */
  readonly seen: readonly Float64Array[];
  /** and with the response, which is weighted like all of them together, as rows (x, y). */
  readonly rows: readonly Float64Array[];
}

/** The sample of a problem with unit variances. */
export function standardised({ model, sample }: Problem): Standardised {
  const y = locatedResponse(sample, model.expert);
  const inputs = sample.x.map(withUnitVariance);
  const seen = inputs.filter((_, j) => isSeen(model, j));
  const weight = Math.sqrt(Math.max(1, seen.length));
  const rows = [...seen, withUnitVariance(y).map((value) => value * weight)];
  return { n: sample.n, inputs, seen, rows };
}

/** Whether some part of a model sees a column. */
export const isSeen = ({ columns: { gating, experts } }: Problem["model"], j: number): boolean =>
  gating.includes(j) || experts.includes(j);

function withUnitVariance(column: Float64Array): Float64Array {
  const [mean, sd] = meanAndSd(column);
  return column.map((value) => (value - mean) / sd);
}
