import type { Workspace } from "../../numeric/kernels.js";
import { blockStride } from "../../numeric/kernels.js";
import {
  type Active,
  isIn,
  type ProductAt,
  type SumAt,
  type Sums,
  type SumsPlan,
  type SumsSetup,
  type Weights,
} from "./types.js";

/**
 * A slot's neighbouring rows q_i w_u phi from `at` on, q_i counted, one for each function of its basis, and the sums of these. `plain`:
 * where those with q_i not counted are wanted, if they are others and some expert's rows are multiplied with them.
 */
interface SlotRows {
  readonly u: Active;
  readonly weights: number;
  readonly counted: number;
  readonly at: number;
  readonly plain: number | undefined;
  readonly score: number;
}

/** The counted rows of an expert, from `at` on, the plain ones of all later experts, from `later` on, and where their products are summed. */
interface Cross {
  readonly at: number;
  readonly count: number;
  readonly later: number;
  readonly laterCount: number;
  readonly sums: number;
}

/** Two predictors of one expert: where the matrix of their sums is, the functions of u by those of v. */
interface Pair {
  readonly u: Active;
  readonly v: Active;
  readonly weights: number;
  readonly counted: number;
  readonly second: number;
  readonly sums: number;
}

/** What is summed with given weights, and what the sums are for. */
interface RowsPlan {
  readonly slots: readonly SlotRows[];
  readonly cross: readonly Cross[];
  readonly pairs: readonly Pair[];
  readonly scores: readonly SumAt[];
  readonly products: readonly ProductAt[];
}

/** Blocks for work: one that is kept at 0, one, and one for each function of the largest basis. */
interface Work {
  readonly zero: number;
  readonly one: number;
  readonly basis: number;
}

/**
 * The sums for bases of any dimension. The rows q_i w_u phi are kept, one for each parameter; products of rows of different
 * experts are those of matrices, and each expert's own curvature is multiplied with the bases.
 */
export function rowSums(setup: SumsSetup): SumsPlan {
  const { active, blocks } = setup;
  const inGate = active.filter((u) => isIn("gating", u));
  const places = { r: blocks(rowCount(active)), p: blocks(rowCount(inGate)) };
  const work = {
    zero: blocks(1),
    one: blocks(1),
    basis: blocks(Math.max(1, ...active.map(({ basis }) => basis.size))),
  };
  const plans = {
    r: planRows(setup, "r", active, places.r),
    p: planRows(setup, "p", inGate, places.p),
  };
  return {
    scores: [...plans.r.scores, ...plans.p.scores],
    products: [...plans.r.products, ...plans.p.products],
    counts: () => false,
    on: (workspace) => sumsOn(workspace, work, plans),
  };
}

const rowCount = (slots: readonly Active[]) => slots.reduce((sum, { basis }) => sum + basis.size, 0);

/** The plan for the slots that take part with given weights, their rows from `first` on. */
function planRows(
  { weights, counted, blocks, doubles }: SumsSetup,
  kind: Weights,
  slots: readonly Active[],
  first: number,
): RowsPlan {
  const sign = kind === "r" ? 1 : -1;
  const entries = slots.flatMap((u) => Array.from({ length: u.basis.size }, (_, a) => ({ u, a })));
  const score = doubles(entries.length);
  const plain = counted === weights ? first : blocks(entries.length);
  const position = (u: Active) => entries.findIndex((entry) => entry.u === u);
  const blocksOf = ({ slot: { atom } }: Active) => ({
    weights: weights[atom][kind],
    counted: counted[atom][kind],
  });
  const follows = (u: Active) => slots.some(({ slot }) => slot.atom < u.slot.atom);
  const products: ProductAt[] = [];

  const cross = weights.flatMap((_, atom): Cross[] => {
    const own = entries.filter(({ u }) => u.slot.atom === atom);
    const later = entries.filter(({ u }) => u.slot.atom > atom);
    if (own.length === 0 || later.length === 0) return [];
    const sums = doubles(own.length * later.length);
    own.forEach(({ u, a }, i) => {
      later.forEach(({ u: v, a: b }, j) => {
        products.push({ at: sums + i * later.length + j, sign: -sign as 1 | -1, u, a, v, b, both: true });
      });
    });
    const at = (rows: number, { u, a }: (typeof entries)[number]) => rows + (position(u) + a) * blockStride;
    return [
      {
        at: at(first, own[0]),
        count: own.length,
        later: at(plain, later[0]),
        laterCount: later.length,
        sums,
      },
    ];
  });

  const pairs = slots.flatMap((u, i) =>
    slots.slice(i).flatMap((v): Pair[] => {
      if (u.slot.atom !== v.slot.atom) return [];
      const sums = doubles(u.basis.size * v.basis.size);
      for (let a = 0; a < u.basis.size; a++)
        for (let b = 0; b < v.basis.size; b++)
          products.push({ at: sums + a * v.basis.size + b, sign, u, a, v, b, both: u !== v });
      return [{ u, v, ...blocksOf(u), second: u.second(v.slot), sums }];
    }),
  );
  return {
    slots: slots.map((u) => ({
      u,
      ...blocksOf(u),
      at: first + position(u) * blockStride,
      plain: plain !== first && follows(u) ? plain + position(u) * blockStride : undefined,
      score: score + position(u),
    })),
    cross,
    pairs,
    scores: entries.map(({ u, a }, row) => ({ at: score + row, sign, u, a })),
    products,
  };
}

/** The sums on a workspace. */
function sumsOn(
  { M, kernels }: Workspace,
  { zero, one, basis }: Work,
  plans: Readonly<Record<Weights, RowsPlan>>,
): Sums {
  /** Adds sum_t one_t phi_u(x_t) phi_v(x_t)' to the pair's sums. */
  const addOne = ({ u, v, sums }: Pair, m: number) => {
    for (let j = 0; j < u.basis.size; j++)
      kernels.product(one, u.basis.rows + j * blockStride, m, basis + j * blockStride);
    kernels.addCross(basis, u.basis.size, v.basis.rows, v.basis.size, m, sums, v.basis.size);
  };
  /** The rows of a slot with q not counted. */
  const setPlain = ({ u: { basis, derivative }, weights: q, plain }: SlotRows, m: number) => {
    if (plain === undefined) return;
    const { intercept, rows: phi, size } = basis;
    const base = intercept ? plain : one;
    kernels.product(q, derivative, m, base);
    for (let j = intercept ? 1 : 0; j < size; j++)
      kernels.product(base, phi + j * blockStride, m, plain + j * blockStride);
  };
  return {
    prepare: () => {},
    addScore: (kind, part, m) => {
      for (const { u, counted: q, at, score } of plans[kind].slots) {
        if (!isIn(part, u)) continue;
        const { intercept, rows: phi, size } = u.basis;
        // q w_u is the row of an intercept; without an intercept it is work space.
        const base = intercept ? at : one;
        if (intercept) kernels.productRow(q, u.derivative, m, at, score);
        else kernels.product(q, u.derivative, m, one);
        for (let j = intercept ? 1 : 0; j < size; j++)
          kernels.productRow(base, phi + j * blockStride, m, at + j * blockStride, score + j);
      }
    },
    addCurvature: (kind, m) => {
      M.fill(0, zero, zero + m);
      for (const slot of plans[kind].slots) setPlain(slot, m);
      for (const { at, count, later, laterCount, sums } of plans[kind].cross)
        kernels.addCross(at, count, later, laterCount, m, sums, laterCount);
      for (const pair of plans[kind].pairs) {
        const { u, v, weights: q, counted, second } = pair;
        const bend = second === 0 ? zero : second;
        kernels.curvature(q, counted, u.derivative, v.derivative, bend, m, one);
        addOne(pair, m);
      }
    },
    addSecond: (part, m) => {
      for (const pair of plans.r.pairs) {
        if (!isIn(part, pair.u) || pair.second === 0) continue;
        kernels.product(pair.counted, pair.second, m, one);
        addOne(pair, m);
      }
    },
  };
}
