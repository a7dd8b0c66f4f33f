import type { Basis, Expert, Family, Gating, Predictor, Term } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import { arena, type Engine } from "./numeric/arena.js";
import { blockLength, blockStride, padded, type TermAt } from "./numeric/kernels.js";
import { selectionOf } from "./selection.js";

/** A basis as neighbouring blocks: its `size` functions from `rows` on, a block of ones first for an intercept. */
export interface BasisAt {
  readonly intercept: boolean;
  readonly rows: number;
  readonly size: number;
}
/** A free slot: its predictor u, the derivative w_u and where its rows begin. */
export interface Active {
  readonly slot: Slot;
  readonly basis: BasisAt;
  readonly eta: number;
  readonly derivative: number;
  /** Among the rows of all free slots, and among those of the gate if it belongs to it. */
  readonly row: { readonly joint: number; readonly prior: number };
}
/** Two predictors of the same expert, with w_uv: 0 where they feed different terms. */
export interface Pair {
  readonly u: Active;
  readonly v: Active;
  readonly second: number;
  /** Where both bases are (1) or (1, x) with the same x: that x. */
  readonly x: number | undefined;
  /** Where its curvature is summed: with x the moments 1, x, x^2, else a matrix, the functions of u by those of v. */
  readonly sums: number;
}
/** Neighbouring rows, one for each entry of `parameters`, those of an expert side by side from one of `starts` on. */
export interface Rows {
  readonly at: number;
  readonly parameters: readonly number[];
  readonly starts: readonly number[];
  /** The sums of products of rows of different experts: the upper triangle of a matrix. */
  readonly products: number;
}

/** Whether a slot belongs to the gate. */
export const isGate = ({ slot }: Active) => slot.part === "gating";

/**
 * The work arrays of a likelihood, all in one arena, and how they hang together: for each expert its predictors,
 * terms and weights; the free slots and the pairs of them that feed the same expert; the rows of weighted
 * derivatives with room for their products. Families see their arrays as views of the arena. Likelihoods may
 * share the memory: nothing in it outlives a call, and `begin` makes it ready for the next.
 */
export function workspaceOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
  engine: Engine | undefined,
) {
  const { slots, experts: k } = layout;
  const { block, blocks, doubles, open } = arena();

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

  /** The terms of all experts: their values are neighbours. */
  const termsAt = ({ predictors }: Family): readonly TermAt[] => {
    const values = blocks(k);
    return Array.from({ length: k }, (_, i) => ({
      value: values + i * blockStride,
      first: predictors.map(block),
      second: predictors.map(() => predictors.map(block)),
    }));
  };
  const responseAt = block();
  const terms = { gating: termsAt(gating), experts: termsAt(expert) };
  const p = blocks(k);
  const r = blocks(k);
  const atoms = Array.from({ length: k }, (_, i) => ({
    eta: { gating: gating.predictors.map(block), experts: expert.predictors.map(block) },
    term: { gating: terms.gating[i], experts: terms.experts[i] },
    p: p + i * blockStride,
    r: r + i * blockStride,
  }));

  // The rows of an expert stand side by side, since those of different ones are multiplied with each other.
  const active: Active[] = [];
  const joint = { parameters: [] as number[], starts: [] as number[] };
  const prior = { parameters: [] as number[], starts: [] as number[] };
  for (let i = 0; i < k; i++) {
    joint.starts.push(joint.parameters.length);
    prior.starts.push(prior.parameters.length);
    for (const slot of slots) {
      const { atom, part, predictorIndex, offset, length } = slot;
      if (atom !== i || offset < 0) continue;
      const eta = atoms[atom].eta[part][predictorIndex];
      const derivative = atoms[atom].term[part].first[predictorIndex];
      const row = { joint: joint.parameters.length, prior: prior.parameters.length };
      active.push({ slot, basis: basisOf(slot), eta, derivative, row });
      const parameters = Array.from({ length }, (_, j) => offset + j);
      joint.parameters.push(...parameters);
      if (part === "gating") prior.parameters.push(...parameters);
    }
  }
  const gateActive = active.filter(isGate);
  const freeOf = (part: Slot["part"]) =>
    atoms.map((_, i) => active.filter(({ slot }) => slot.part === part && slot.atom === i));

  // What is summed over all blocks of a call stands together, so that `begin` clears it at once.
  const sumsFrom = doubles(0);
  const scoreSums = doubles(joint.parameters.length);
  const productsOf = ({ parameters: { length } }: typeof joint) => doubles(length * length);
  const products = { joint: productsOf(joint), prior: productsOf(prior) };
  const zero = doubles(blockStride);
  const pairs = active.flatMap((u, i) =>
    active.slice(i).flatMap((v): Pair[] => {
      if (u.slot.atom !== v.slot.atom) return [];
      const { term } = atoms[u.slot.atom];
      const same = u.slot.part === v.slot.part;
      const second = same ? term[u.slot.part].second[u.slot.predictorIndex][v.slot.predictorIndex] : zero;
      const x = onlyColumn(u.basis, v.basis);
      return [{ u, v, second, x, sums: doubles(x === undefined ? u.basis.size * v.basis.size : 3) }];
    }),
  );
  const sumsTo = doubles(0);
  const gatePairs = pairs.filter(({ v }) => isGate(v));
  const expertActive = active.filter((on) => !isGate(on));
  const expertPairs = pairs.filter(({ u }) => !isGate(u));

  /** Rows r_i w_u phi of all free slots, and p_i h_u phi of those of the gate. */
  const jointRows: Rows = { ...joint, at: blocks(joint.parameters.length), products: products.joint };
  const priorRows: Rows = { ...prior, at: blocks(prior.parameters.length), products: products.prior };
  const widest = Math.max(...[...basisAt.values()].map(({ size }) => size));
  const scratch = { ratios: blocks(2), largest: block(), work: block(), rows: blocks(widest) };
  const selection = selectionOf(gating, layout, basisOfPredictor, block);

  const ground = open(engine);
  const { M, kernels } = ground;
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
  const loads: readonly (readonly [Float64Array, number])[] = [
    ...groups.flatMap(({ columns, ones }) =>
      columns.map((column, j) => [column, ones + (j + 1) * blockStride] as const),
    ),
    [y, responseAt],
  ];

  /** Clears the sums, and writes what stays the same in all blocks: ones, and predictors without free coefficients. */
  function begin() {
    M.fill(0, sumsFrom, sumsTo);
    for (const { ones } of groups) M.fill(1, ones, ones + blockLength);
    for (const { part, atom, predictorIndex, predictor, offset } of slots) {
      const at = atoms[atom].eta[part][predictorIndex];
      if (offset < 0) M.fill(predictor.fixed ?? 0, at, at + blockLength);
    }
  }

  /** Copies the block's columns and responses into the arena, the last sample again as far as `padded`. */
  function load(from: number, m: number) {
    const whole = padded(m);
    for (const [column, at] of loads) {
      M.set(column.subarray(from, from + m), at);
      for (let t = m; t < whole; t++) M[at + t] = M[at + m - 1];
    }
  }

  return {
    M,
    kernels,
    atoms,
    views,
    response,
    responseAt,
    free: { gating: freeOf("gating"), experts: freeOf("experts") },
    active,
    pairs,
    gateActive,
    gatePairs,
    expertActive,
    expertPairs,
    scoreSums,
    jointRows,
    priorRows,
    scratch,
    begin,
    load,
    select: selection(
      ground,
      atoms.map(({ eta }) => eta.gating),
      atoms.map(({ term }) => term.gating.value),
    ),
  };
}

/** The column x if both bases are of the form (1) or (1, x) with the same x; the ones where both are (1). */
function onlyColumn(a: BasisAt, b: BasisAt): number | undefined {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (!a.intercept || !b.intercept || large.size > 2) return undefined;
  if (large.size === 1) return large.rows;
  return small.size === 1 || small.rows === large.rows ? large.rows + blockStride : undefined;
}
