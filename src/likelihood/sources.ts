import { padded } from "../numeric/kernels.js";
import { allRows, type RowGroup, type Rows, rowsOf } from "./repeats.js";

/** A column, and the offset in the workspace to which the block's rows of it are loaded. */
export type Load = readonly [column: Float64Array, at: number];

/** Where blocks come from: all samples, or rows that stand for several. */
export interface Source {
  readonly groups: readonly RowGroup[];
  /** Copies m rows from row `from` on into the workspace, and repeats the last one up to `padded(m)` rows. */
  readonly load: (from: number, m: number) => void;
}

/** The sources of a likelihood. */
export interface Sources {
  /** All samples in their order, and the same without the response. */
  readonly samples: Source;
  readonly sampleInputs: Source;
  /** The different samples, and, where that pays, the different inputs: see `rowsOf`. */
  readonly observations: Source;
  readonly inputs: Source | undefined;
}

/** Sources that load inputs and response into the workspace M. */
export function sourcesOf(M: Float64Array, inputs: readonly Load[], response: Load): Sources {
  const [y] = response;
  const both = [...inputs, response];
  const all = allRows(y.length);
  const rows = rowsOf(
    inputs.map(([column]) => column),
    y,
  );
  return {
    samples: sourceOf(M, all, both),
    sampleInputs: sourceOf(M, all, inputs),
    observations: sourceOf(M, rows.observations, both),
    inputs: rows.inputs && sourceOf(M, rows.inputs, inputs),
  };
}

function sourceOf(M: Float64Array, { first, groups }: Rows, loads: readonly Load[]): Source {
  const taken = loads.map(
    ([column, at]): Load => [first ? Float64Array.from(first, (t) => column[t]) : column, at],
  );
  const load = (from: number, m: number) => {
    const whole = padded(m);
    for (const [column, at] of taken) {
      M.set(column.subarray(from, from + m), at);
      for (let t = m; t < whole; t++) M[at + t] = M[at + m - 1];
    }
  };
  return { groups, load };
}
