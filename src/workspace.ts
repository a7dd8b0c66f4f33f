import type { Basis, Expert, Family, Gating, Predictor, Term } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import { arena, blockLength } from "./numeric/kernels.js";
import { selectionOf } from "./selection.js";

/** A term's arrays as offsets in the arena. */
interface TermAt {
  readonly value: number;
  readonly first: readonly number[];
  readonly second: readonly (readonly number[])[];
}
/** A basis with its columns as offsets in the arena. */
export interface BasisAt {
  readonly intercept: boolean;
  readonly columns: readonly number[];
}
/** A free slot: the derivative w_u and the index of its first row. */
export interface Active {
  readonly slot: Slot;
  readonly basis: BasisAt;
  readonly derivative: number;
  readonly row: number;
}
/** Two predictors of the same expert, with w_uv where both feed the same term. */
export interface Pair {
  readonly u: Active;
  readonly v: Active;
  readonly second: number | undefined;
  /** The one column on which both bases stand beside their intercepts, if that is all there is. */
  readonly column: number | undefined;
}

/** Whether a slot belongs to the gate. */
export const isGate = ({ slot }: Active) => slot.part === "gating";

/**
 * The work arrays of a likelihood, all in one arena, and how they hang together: for each expert its predictors,
 * terms and weights; the free slots and the pairs of them that feed the same expert; the rows of weighted
 * derivatives with room for their Gram matrices. Families see their arrays as views of the arena.
 */
export function workspaceOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
) {
  const { slots, experts: k } = layout;
  const { block, blocks, memory } = arena();

  const columnsUsed = new Map<Float64Array, number>();
  const columnAt = (column: Float64Array) => {
    const at = columnsUsed.get(column) ?? block();
    columnsUsed.set(column, at);
    return at;
  };
  const basisAt = new Map<Basis, BasisAt>();
  for (const { predictor } of slots) {
    const basis = basisOfPredictor(predictor);
    if (!basisAt.has(basis))
      basisAt.set(basis, { intercept: basis.intercept, columns: basis.columns.map(columnAt) });
  }
  const basisOf = ({ predictor }: Slot) => basisAt.get(basisOfPredictor(predictor)) as BasisAt;

  const termAt = ({ predictors }: Family): TermAt => ({
    value: block(),
    first: predictors.map(block),
    second: predictors.map(() => predictors.map(block)),
  });
  const responseAt = block();
  const atoms = Array.from({ length: k }, (_, i) => ({
    eta: { gating: gating.predictors.map(block), experts: expert.predictors.map(block) },
    term: { gating: termAt(gating), experts: termAt(expert) },
    free: slots.filter(({ atom, offset }) => atom === i && offset >= 0),
    joint: block(),
    p: block(),
    r: block(),
  }));

  const active: Active[] = [];
  const parameterOfRow: number[] = [];
  for (const slot of slots) {
    if (slot.offset < 0) continue;
    const derivative = atoms[slot.atom].term[slot.part].first[slot.predictorIndex];
    active.push({ slot, basis: basisOf(slot), derivative, row: parameterOfRow.length });
    for (let j = 0; j < slot.length; j++) parameterOfRow.push(slot.offset + j);
  }
  const pairs = active.flatMap((u, i) =>
    active.slice(i).flatMap((v): Pair[] => {
      if (u.slot.atom !== v.slot.atom) return [];
      const { term } = atoms[u.slot.atom];
      const same = u.slot.part === v.slot.part;
      const second = same
        ? term[u.slot.part].second[u.slot.predictorIndex][v.slot.predictorIndex]
        : undefined;
      return [{ u, v, second, column: onlyColumn(u.basis, v.basis, responseAt) }];
    }),
  );
  const gateActive = active.filter(isGate);
  const gatePairs = pairs.filter(({ v }) => isGate(v));
  const expertActive = active.filter((on) => !isGate(on));
  const expertPairs = pairs.filter(({ u }) => !isGate(u));

  /** Rows r_i w_u phi of all free slots, and p_i h_u phi of those of the gate, which come first. */
  const rowsFor = (p: number) => ({ at: blocks(p + 2), p, gram: new Float64Array(p * p) });
  const width = parameterOfRow.length;
  const gateWidth = gateActive.reduce((rows, { slot }) => rows + slot.length, 0);
  const jointRows = rowsFor(width);
  const priorRows = rowsFor(gateWidth);
  const scratch = Array.from({ length: 6 }, block);
  const selection = selectionOf(gating, layout, basisOfPredictor, block);

  const M = memory();
  // Predictors without free coefficients keep their value from here on.
  for (const { part, atom, predictorIndex, predictor, offset } of slots) {
    const at = atoms[atom].eta[part][predictorIndex];
    if (offset < 0) M.fill(predictor.fixed ?? 0, at, at + blockLength);
  }
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
  const loads: readonly (readonly [Float64Array, number])[] = [...columnsUsed, [y, responseAt]];

  /** Copies the block's columns and responses into the arena. */
  function load(from: number, m: number) {
    for (const [column, at] of loads) for (let t = 0; t < m; t++) M[at + t] = column[from + t];
  }

  return {
    M,
    atoms,
    views,
    response,
    basisOf,
    active,
    pairs,
    gateActive,
    gatePairs,
    expertActive,
    expertPairs,
    parameterOfRow,
    jointRows,
    priorRows,
    blocks: scratch,
    load,
    select: selection(
      M,
      atoms.map(({ eta }) => eta.gating),
      atoms.map(({ term }) => term.gating.value),
    ),
  };
}

/** The column x if both bases are of the form (1) or (1, x) with the same x; any block where both are (1). */
function onlyColumn(a: BasisAt, b: BasisAt, any: number): number | undefined {
  const columns = new Set([...a.columns, ...b.columns]);
  return a.intercept && b.intercept && columns.size <= 1 ? ([...columns][0] ?? any) : undefined;
}
