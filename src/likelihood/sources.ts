import { padded } from "../numeric/kernels.js";
import { allRows, type RowGroup, type Rows, rowsOf } from "./repeats.js";

/** A column, and the offset in the workspace to which the block's rows of it are loaded. */
export type Load = readonly [column: Float64Array, at: number];

/** Where blocks come from: all samples, or rows that stand for several. */
export interface Source {
  readonly groups: readonly RowGroup[];
  /** Copies m rows from row `from` on into the workspace, and repeats the last one, with weight 0, up to `padded(m)` rows. */
  readonly load: (from: number, m: number) => void;
}

/** The sources of a likelihood. */
export interface Sources {
  /** All samples in their order, and the same with the gate's inputs alone. */
  readonly samples: Source;
  readonly sampleInputs: Source;
  /** The different samples, and, where that pays, the different inputs of the gate: see `rowsOf`. */
  readonly observations: Source;
  readonly inputs: Source | undefined;
}

/** All inputs of a model, and those that its gate needs. */
interface InputLoads {
  readonly all: readonly Load[];
  readonly gate: readonly Load[];
}

/** Sources that load inputs, response and weights into the workspace M. */
export function sourcesOf(
  M: Float64Array,
  inputs: InputLoads,
  response: Load,
  cases?: { readonly weights: Float64Array; readonly at: number },
): Sources {
  const [y] = response;
  const sourceOf = (rows: Rows, loads: readonly Load[]) => sourceInto(M, rows, loads, cases?.at);
  const both = [...inputs.all, response];
  const all = allRows(y.length, cases?.weights);
  const columnsOf = (loads: readonly Load[]) => loads.map(([column]) => column);
  const rows = rowsOf(columnsOf(inputs.all), columnsOf(inputs.gate), y, cases?.weights);
  return {
    samples: sourceOf(all, both),
    sampleInputs: sourceOf(all, inputs.gate),
    observations: sourceOf(rows.observations, both),
    inputs: rows.inputs && sourceOf(rows.inputs, inputs.gate),
  };
}

function sourceInto(
  M: Float64Array,
  { first, groups, weights }: Rows,
  loads: readonly Load[],
  cases: number | undefined,
): Source {
  const taken = loads.map(
    ([column, at]): Load => [first ? Float64Array.from(first, (t) => column[t]) : column, at],
  );
  const counts: readonly Load[] = weights && cases !== undefined ? [[weights, cases]] : [];
  const load = (from: number, m: number) => {
    const whole = padded(m);
    for (const [column, at] of taken) {
      M.set(column.subarray(from, from + m), at);
      for (let t = m; t < whole; t++) M[at + t] = M[at + m - 1];
    }
    for (const [column, at] of counts) {
      M.set(column.subarray(from, from + m), at);
      M.fill(0, at + m, at + whole);
    }
  };
  return { groups, load };
}
