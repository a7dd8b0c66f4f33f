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

/** Neighbouring rows q_i w_u phi of all slots that take part. */
interface Rows {
  readonly list: readonly {
    readonly u: Active;
    readonly weights: number;
    readonly at: number;
    readonly score: number;
  }[];
  /** For each expert: its first row, how many it has, how many follow, and where their products with those are summed. */
  readonly cross: readonly { at: number; count: number; after: number; sums: number }[];
  readonly pairs: readonly Pair[];
}

/** Two predictors of one expert: where the matrix of their sums is, the functions of u by those of v. */
interface Pair {
  readonly u: Active;
  readonly v: Active;
  readonly weights: number;
  readonly second: number;
  readonly sums: number;
}

/**
 * The sums for bases of any dimension. The rows q_i w_u phi are kept, one for each parameter; products of rows of different
 * experts are those of matrices, and each expert's own curvature is multiplied with the bases.
 */
export function rowSums({ active, weights, blocks, doubles }: SumsSetup): SumsPlan {
  const scores: SumAt[] = [];
  const products: ProductAt[] = [];
  const entriesOf = (used: readonly Active[]) =>
    used.flatMap((u) => Array.from({ length: u.basis.size }, (_, a) => ({ u, a })));
  const inGate = active.filter((u) => isIn("gating", u));
  const places = { r: blocks(entriesOf(active).length), p: blocks(entriesOf(inGate).length) };
  const [zero, work] = [blocks(1), blocks(1)];
  const scratch = blocks(Math.max(1, ...active.map(({ basis }) => basis.size)));

  const rowsOf = (kind: Weights): Rows => {
    const sign = kind === "r" ? 1 : -1;
    const used = kind === "r" ? active : inGate;
    const entries = entriesOf(used);
    const first = places[kind];
    const score = doubles(entries.length);
    const position = (u: Active) => entries.findIndex((entry) => entry.u === u);
    entries.forEach(({ u, a }, row) => {
      scores.push({ at: score + row, sign, u, a });
    });
    const cross = weights.flatMap((_, atom) => {
      const its = entries.filter(({ u }) => u.slot.atom === atom);
      const later = entries.filter(({ u }) => u.slot.atom > atom);
      if (its.length === 0 || later.length === 0) return [];
      const sums = doubles(its.length * later.length);
      its.forEach(({ u, a }, i) => {
        later.forEach(({ u: v, a: b }, j) => {
          products.push({ at: sums + i * later.length + j, sign: -sign as 1 | -1, u, a, v, b, both: true });
        });
      });
      const at = first + entries.indexOf(its[0]) * blockStride;
      return [{ at, count: its.length, after: later.length, sums }];
    });
    const pairs = used.flatMap((u, i) =>
      used.slice(i).flatMap((v): Pair[] => {
        if (u.slot.atom !== v.slot.atom) return [];
        const sums = doubles(u.basis.size * v.basis.size);
        for (let a = 0; a < u.basis.size; a++)
          for (let b = 0; b < v.basis.size; b++)
            products.push({ at: sums + a * v.basis.size + b, sign, u, a, v, b, both: u !== v });
        return [{ u, v, weights: weights[u.slot.atom][kind], second: u.second(v.slot), sums }];
      }),
    );
    const list = used.map((u) => ({
      u,
      weights: weights[u.slot.atom][kind],
      at: first + position(u) * blockStride,
      score: score + position(u),
    }));
    return { list, cross, pairs };
  };
  const rows = { r: rowsOf("r"), p: rowsOf("p") };

  const on = ({ M, kernels }: Workspace): Sums => {
    /** Adds sum_t work_t phi_u(x_t) phi_v(x_t)' to the pair's sums. */
    const addWork = ({ u, v, sums }: Pair, m: number) => {
      for (let j = 0; j < u.basis.size; j++)
        kernels.product(work, u.basis.rows + j * blockStride, m, scratch + j * blockStride);
      kernels.addCross(scratch, u.basis.size, v.basis.rows, v.basis.size, m, sums, v.basis.size);
    };
    return {
      prepare: () => {},
      addScore: (kind, part, m) => {
        for (const { u, weights: own, at, score } of rows[kind].list) {
          if (!isIn(part, u)) continue;
          const { intercept, rows: phi, size } = u.basis;
          // With an intercept the plain product is a row itself; otherwise it only feeds the others.
          const plain = intercept ? at : work;
          if (intercept) kernels.productRow(own, u.derivative, m, at, score);
          else kernels.product(own, u.derivative, m, work);
          for (let j = intercept ? 1 : 0; j < size; j++)
            kernels.productRow(plain, phi + j * blockStride, m, at + j * blockStride, score + j);
        }
      },
      addCurvature: (kind, m) => {
        M.fill(0, zero, zero + m);
        for (const { at, count, after, sums } of rows[kind].cross)
          kernels.addCross(at, count, at + count * blockStride, after, m, sums, after);
        for (const pair of rows[kind].pairs) {
          const { u, v, weights: own, second } = pair;
          kernels.curvature(own, u.derivative, v.derivative, second === 0 ? zero : second, m, work);
          addWork(pair, m);
        }
      },
      addSecond: (part, m) => {
        for (const pair of rows.r.pairs) {
          if (!isIn(part, pair.u) || pair.second === 0) continue;
          kernels.product(pair.weights, pair.second, m, work);
          addWork(pair, m);
        }
      },
    };
  };
  return { scores, products, on };
}
