import type { Basis, Expert, Family, Gating, Predictor, Term } from "../family.js";
import { blockLength, blockStride, padded, type TermAt } from "../numeric/kernels.js";
import { type Engine, planWorkspace } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";
import { allRows, type RowGroup, type Rows, rowsOf } from "./repeats.js";
import { type Active, type BasisAt, sumsOf } from "./sums/index.js";
import { type ColumnsAt, selectionOf } from "./topKMask.js";

/** A column, and where in the workspace the block's part of it goes. */
type Load = readonly [Float64Array, number];

/** Where blocks come from: all samples, or rows that stand for several. */
export interface Source {
  readonly groups: readonly RowGroup[];
  /** Copies a block of m rows into the workspace, the last one again as far as `padded`. */
  readonly load: (from: number, m: number) => void;
}

/**
 * The work arrays of a likelihood, all in one workspace, and how they hang together: for each expert its predictors,
 * terms and weights; the free slots; the sums of their weighted derivatives. Families see their arrays as views of the
 * workspace. Likelihoods may share the memory: nothing in it outlives a call, and `begin` makes it ready for the next.
 */
export function memoryOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
  engine: Engine | undefined,
) {
  const { slots, experts: k } = layout;
  const { block, blocks, doubles, open } = planWorkspace();

  // Bases over the same columns share them; in front of each group stands a block of ones.
  const groups: { readonly columns: readonly Float64Array[]; readonly ones: number }[] = [];
  const groupOf = (columns: readonly Float64Array[]) => {
    const known = groups.find((group) => columns.every((column, j) => group.columns[j] === column));
    if (known) return known;
    const group = { columns, ones: blocks(1 + columns.length) };
    groups.push(group);
    return group;
  };
  const basisAt = new Map<Basis, BasisAt>();
  const widestFirst = slots
    .map(({ predictor }) => basisOfPredictor(predictor))
    .sort((a, b) => b.columns.length - a.columns.length);
  for (const basis of widestFirst) {
    const { intercept, columns } = basis;
    const { ones } = groupOf(columns);
    const size = columns.length + (intercept ? 1 : 0);
    basisAt.set(basis, { intercept, rows: intercept ? ones : ones + blockStride, size });
  }
  const basisOf = ({ predictor }: Slot) => basisAt.get(basisOfPredictor(predictor)) as BasisAt;

  const columnsOf = (predictor: Predictor): ColumnsAt => {
    const basis = basisOfPredictor(predictor);
    const { intercept, rows, size } = basisAt.get(basis) as BasisAt;
    const first = intercept ? 1 : 0;
    return {
      columns: Array.from({ length: size - first }, (_, j) => rows + (first + j) * blockStride),
      origin: basis.origin,
    };
  };

  /** The terms of all experts: their values are neighbours. */
  const termsAt = ({ predictors }: Family) => {
    const values = blocks(k);
    return Array.from({ length: k }, (_, i) => ({
      eta: predictors.map(block),
      term: {
        value: values + i * blockStride,
        first: predictors.map(block),
        second: predictors.map(() => predictors.map(block)),
      },
    }));
  };
  /** Scores that are predictors themselves: the same block for both; the derivative is 1, there is no second. */
  const identicalTermsAt = (): ReturnType<typeof termsAt> => {
    const values = blocks(k);
    const one = groups[0].ones;
    return Array.from({ length: k }, (_, i) => ({
      eta: [values + i * blockStride],
      term: { value: values + i * blockStride, first: [one], second: [] },
    }));
  };
  const responseAt = block();
  const gatingAt = gating.linear ? identicalTermsAt() : termsAt(gating);
  const expertsAt = termsAt(expert);
  const p = blocks(k);
  const r = blocks(k);
  const atoms = Array.from({ length: k }, (_, i) => ({
    eta: { gating: gatingAt[i].eta, experts: expertsAt[i].eta },
    term: { gating: gatingAt[i].term, experts: expertsAt[i].term },
    p: p + i * blockStride,
    r: r + i * blockStride,
  }));

  // Those of an expert stand side by side: their derivatives are multiplied with each other.
  const active: readonly Active[] = atoms.flatMap(({ eta, term }, i) =>
    slots
      .filter(({ atom, offset }) => atom === i && offset >= 0)
      .map((slot) => {
        const { part, predictorIndex } = slot;
        const unit = part === "gating" && gating.linear === true;
        return {
          slot,
          basis: basisOf(slot),
          eta: eta[part][predictorIndex],
          derivative: term[part].first[predictorIndex],
          unit,
          second: (v: Slot) => {
            if (unit || v.part !== part) return 0;
            const [first, last] = [predictorIndex, v.predictorIndex].sort((a, b) => a - b);
            return term[part].second[first][last];
          },
        };
      }),
  );
  const freeOf = (part: Slot["part"]) =>
    atoms.map((_, i) => active.filter(({ slot }) => slot.part === part && slot.atom === i));
  const sums = sumsOf({ active, weights: atoms, blocks, doubles });
  const scratch = { ratios: blocks(2), largest: block() };
  const selection = selectionOf(gating, layout, columnsOf, block);

  const workspace = open(engine);
  const { M, kernels } = workspace;
  const view = (at: number) => M.subarray(at, at + blockLength);
  const termView = ({ value, first, second }: TermAt): Term => ({
    value: view(value),
    first: first.map(view),
    second: second.map((row) => row.map(view)),
  });
  const response = view(responseAt);
  const views = atoms.map(({ eta, term }) => ({
    eta: { gating: eta.gating.map(view), experts: eta.experts.map(view) },
    term: { gating: termView(term.gating), experts: termView(term.experts) },
  }));
  const inputLoads = groups.flatMap(({ columns, ones }) =>
    columns.map((column, j): Load => [column, ones + (j + 1) * blockStride]),
  );
  const loads: readonly Load[] = [...inputLoads, [y, responseAt]];
  const rows = rowsOf(
    inputLoads.map(([column]) => column),
    y,
  );

  const totals = sums(workspace);

  /** Writes what stays the same in all blocks: ones, and predictors without free coefficients. */
  function begin() {
    for (const { ones } of groups) M.fill(1, ones, ones + blockLength);
    for (const { part, atom, predictorIndex, predictor, offset } of slots) {
      const at = atoms[atom].eta[part][predictorIndex];
      if (offset < 0) M.fill(predictor.fixed ?? 0, at, at + blockLength);
    }
  }

  function sourceOf({ first, groups: rowGroups }: Rows, loads: readonly Load[]): Source {
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
    return { groups: rowGroups, load };
  }

  return {
    M,
    kernels,
    atoms,
    views,
    response,
    responseAt,
    free: { gating: freeOf("gating"), experts: freeOf("experts") },
    totals,
    gateSize: Math.max(
      0,
      ...active.map(({ slot: { part, offset, length } }) => (part === "gating" ? offset + length : 0)),
    ),
    scratch,
    begin,
    samples: sourceOf(allRows(y.length), loads),
    observations: sourceOf(rows.observations, loads),
    inputs: rows.inputs && sourceOf(rows.inputs, inputLoads),
    select: selection(
      workspace,
      atoms.map(({ eta }) => eta.gating),
      atoms.map(({ term }) => term.gating.value),
    ),
  };
}
