import type { Basis, Predictor } from "../family.js";
import { blockLength, blockStride } from "../numeric/kernels.js";
import type { WorkspacePlan } from "../numeric/workspace.js";
import type { LikelihoodSetup } from "./setup.js";
import type { Load } from "./sources.js";
import type { BasisAt } from "./sums/index.js";

/** The bases of all predictors in the workspace. */
export interface BasesAt {
  readonly of: (predictor: Predictor) => BasisAt;
  /** Lays out the columns of a predictor less their values at input 0, and returns their offsets. */
  readonly fromZero: (predictor: Predictor) => readonly number[];
  /** A block of ones. */
  readonly ones: number;
  /** All columns of inputs, with the offsets to which the block's rows of them are loaded, and those of them that the gate needs. */
  readonly loads: readonly Load[];
  readonly ofGate: () => readonly Load[];
  /** Writes the blocks of ones. */
  readonly begin: (M: Float64Array) => void;
}

/** The columns that several bases share, and a block of ones right before them. */
interface Group {
  readonly columns: readonly Float64Array[];
  readonly ones: number;
}

/** Lays out the bases of a likelihood. Bases over the same columns share the blocks of these. */
export function placeBases({ layout, basisOf }: LikelihoodSetup, { block, blocks }: WorkspacePlan): BasesAt {
  const groups: Group[] = [];
  const groupOf = (columns: readonly Float64Array[]) => {
    const known = groups.find((group) => columns.every((column, j) => group.columns[j] === column));
    if (known) return known;
    const group = { columns, ones: blocks(1 + columns.length) };
    groups.push(group);
    return group;
  };
  const placed = new Map<Basis, BasisAt>();
  const widestFirst = layout.slots
    .map(({ predictor }) => basisOf(predictor))
    .sort((a, b) => b.columns.length - a.columns.length);
  for (const basis of widestFirst) placed.set(basis, placedIn(groupOf(basis.columns), basis));
  const of = (predictor: Predictor) => placed.get(basisOf(predictor)) as BasisAt;
  const loads = groups.flatMap(({ columns, ones }) =>
    columns.map((column, j): Load => [column, ones + (j + 1) * blockStride]),
  );
  const inGate = new Set(
    layout.slots.flatMap(({ part, predictor }) => (part === "gating" ? basisOf(predictor).columns : [])),
  );
  return {
    of,
    fromZero: (predictor) => {
      const { columns, origin } = basisOf(predictor);
      if (origin.every((value) => value === 0)) return of(predictor).columns;
      const moved = columns.map((column, j): Load => [column.map((value) => value - origin[j]), block()]);
      loads.push(...moved);
      for (const [column] of moved) inGate.add(column);
      return moved.map(([, at]) => at);
    },
    ones: groups[0].ones,
    loads,
    ofGate: () => loads.filter(([column]) => inGate.has(column)),
    begin: (M) => {
      for (const { ones } of groups) M.fill(1, ones, ones + blockLength);
    },
  };
}

const placedIn = ({ ones }: Group, { intercept, columns }: Basis): BasisAt => ({
  intercept,
  rows: intercept ? ones : ones + blockStride,
  size: columns.length + (intercept ? 1 : 0),
  columns: columns.map((_, j) => ones + (j + 1) * blockStride),
});
