import type { Slot } from "../params/layout.js";
import type { Blocks } from "./blocks.js";
import type { Memory } from "./memory.js";
import { noTotals, sumOver } from "./passes.js";
import type { Source } from "./sources.js";

/** One number for each expert and sample: values[i][t]. */
export type Table = readonly Float64Array[];

/** The terms of a likelihood at theta, sample by sample. All functions overwrite what they are given. */
export interface TermTables {
  /** The ranks by which a selection chooses; without a selection the gate scores. */
  readonly ranks: (theta: Float64Array, into: Table) => void;
  /** The gate scores h_i, as if all experts were selected, and the log densities e_i. */
  readonly scores: (theta: Float64Array, into: Table) => void;
  readonly logDensities: (theta: Float64Array, into: Table) => void;
  /** The same for one expert alone. */
  readonly ranksOf: (i: number, theta: Float64Array, into: Float64Array) => void;
  readonly scoresOf: (i: number, theta: Float64Array, into: Float64Array) => void;
}

/** Tables that are filled by the blocks of a likelihood. */
export function termTablesOf(memory: Memory, { evaluateTerm }: Blocks): TermTables {
  const { workspace, experts, ranking, sources } = memory;
  const { M } = workspace;

  /** Copies for each expert the block at offset `offsetOf`, once its term is computed. */
  const copy = (
    source: Source,
    part: Slot["part"],
    theta: Float64Array,
    rows: readonly (readonly [i: number, into: Float64Array])[],
    offsetOf: (i: number, m: number) => number,
  ) =>
    sumOver(memory, source, noTotals, (m, from) => {
      for (const [i, into] of rows) {
        evaluateTerm(theta, part, i, m, 0);
        const at = offsetOf(i, m);
        into.set(M.subarray(at, at + m), from);
      }
      return 0;
    });

  const { samples, sampleInputs } = sources;
  type Rows = Parameters<typeof copy>[3];
  const rowsOf = (table: Table): Rows => table.map((row, i) => [i, row]);
  const ranks = (theta: Float64Array, rows: Rows) => {
    copy(sampleInputs, "gating", theta, rows, (i, m) => ranking.rank(i, theta, m));
  };
  const scores = (theta: Float64Array, rows: Rows) => {
    copy(sampleInputs, "gating", theta, rows, (i) => experts[i].term.gating.value);
  };
  return {
    ranks: (theta, into) => ranks(theta, rowsOf(into)),
    ranksOf: (i, theta, into) => ranks(theta, [[i, into]]),
    scores: (theta, into) => scores(theta, rowsOf(into)),
    scoresOf: (i, theta, into) => scores(theta, [[i, into]]),
    logDensities: (theta, into) => {
      copy(samples, "experts", theta, rowsOf(into), (i) => experts[i].term.experts.value);
    },
  };
}
