import type { Ground } from "../numeric/arena.js";
import { blockStride } from "../numeric/kernels.js";
import {
  type Active,
  isIn,
  type Part,
  type SumAt,
  type Sums,
  type SumsPlan,
  type SumsSpec,
  type Weights,
} from "./types.js";

/** Neighbouring blocks that one call multiplies with a block on the left: see `Kernels.addMoments`. */
interface Run {
  readonly right: number;
  /** The second derivatives beside them, 0 where they vanish. */
  readonly second: number;
  readonly affine: number;
  readonly constant: number;
  readonly sums: number;
}

/** A weighted derivative q_i w_u, and what it is multiplied with. */
interface Row {
  readonly u: Active;
  readonly weights: number;
  readonly affine: 0 | 1;
  /** Where q_i w_u is kept, and the sums of it and of it times x. */
  readonly at: number;
  readonly score: number;
  /** The predictors from u on of the same expert, by their derivatives. */
  readonly own: readonly Run[];
  /** The same by second derivatives alone. */
  readonly curved: readonly Run[];
  /** Those of later experts, by q_j w_v. */
  readonly cross: readonly Run[];
}

/** The input x if every free predictor is linear in 1, in x or in both; else undefined. */
export function onlyInput(active: readonly Active[]): number | undefined {
  const columns = active.flatMap(({ basis: { intercept, rows, size } }) =>
    Array.from(
      { length: size - (intercept ? 1 : 0) },
      (_, j) => rows + (j + (intercept ? 1 : 0)) * blockStride,
    ),
  );
  return new Set(columns).size === 1 && active.every(({ basis }) => basis.size <= 2) ? columns[0] : undefined;
}

/**
 * The sums where all predictors are linear in one input x: products of derivatives are scalars, and all that is summed are
 * their moments in x. Bases of higher dimension: see `rowSums`.
 */
export function lineSums({ active, weights, blocks, doubles }: SumsSpec, x: number): SumsPlan {
  const scores: SumAt[] = [];
  const products: SumAt[] = [];

  const rowsOf = (kind: Weights): readonly Row[] => {
    const sign = kind === "r" ? 1 : -1;
    const used = active.filter((u) => kind === "r" || isIn("gating", u));
    const first = blocks(used.length);
    const at = (i: number) => first + i * blockStride;
    return used.map((u, i) => {
      const sums = doubles(3 * (used.length - i));
      const later = used.slice(i).map((v, j) => ({ v, at: at(i + j), sums: sums + 3 * j }));
      const own = later.filter(({ v }) => v.slot.atom === u.slot.atom);
      const cross = later.filter(({ v }) => v.slot.atom !== u.slot.atom);
      const score = doubles(2);
      powers(u).forEach((power, a) => {
        scores.push({ at: score + power, sign, u, a });
      });
      for (const { v, sums } of later) {
        const itsSign = v.slot.atom === u.slot.atom ? sign : (-sign as 1 | -1);
        powers(u).forEach((p, a) => {
          powers(v).forEach((q, b) => {
            products.push({ at: sums + p + q, sign: itsSign, u, a, v, b });
          });
        });
      }
      return {
        u,
        weights: weights[u.slot.atom][kind],
        affine: isAffine(u),
        at: at(i),
        score,
        own: runsOf(own.map(({ v, sums }) => ({ v, sums, right: v.derivative, second: u.second(v.slot) }))),
        curved: runsOf(
          own.flatMap(({ v, sums }) => {
            const right = u.second(v.slot);
            return right === 0 ? [] : [{ v, sums, right, second: 0 }];
          }),
        ),
        cross: runsOf(cross.map(({ v, sums, at: right }) => ({ v, sums, right, second: 0 }))),
      };
    });
  };
  const rows = { r: rowsOf("r"), p: rowsOf("p") };

  const on = ({ kernels }: Ground): Sums => ({
    addScore: (kind, part: Part, m) => {
      for (const { u, weights: own, affine, at, score } of rows[kind]) {
        if (!isIn(part, u)) continue;
        if (affine === 1) kernels.weightedRow(own, u.derivative, x, m, at, score);
        else kernels.productRow(own, u.derivative, m, at, score);
      }
    },
    addCurvature: (kind, m) => {
      for (const { u, weights: own, affine, at, own: ownRuns, cross } of rows[kind]) {
        for (const { right, second, affine: a, constant, sums } of ownRuns)
          kernels.addOwnMoments(own, u.derivative, affine, right, second, a, constant, x, m, sums);
        for (const { right, affine: a, constant, sums } of cross)
          kernels.addMoments(at, affine, right, a, constant, x, m, sums);
      }
    },
    addSecond: (part, m) => {
      for (const { u, weights: own, affine, curved } of rows.r) {
        if (!isIn(part, u)) continue;
        for (const { right, affine: a, constant, sums } of curved)
          kernels.addMoments(own, affine, right, a, constant, x, m, sums);
      }
    },
  });
  return { scores, products, on };
}

/** The powers of x in a predictor's basis. */
const powers = ({ basis: { intercept, size } }: Active): readonly number[] =>
  intercept ? (size === 2 ? [0, 1] : [0]) : [1];
const isAffine = ({ basis: { intercept, size } }: Active): 0 | 1 => (intercept && size === 1 ? 0 : 1);

/** Cuts a list of blocks into runs: neighbours, at most two on the basis (1, x) and then one on (1). */
function runsOf(
  list: readonly {
    readonly v: Active;
    readonly right: number;
    readonly second: number;
    readonly sums: number;
  }[],
): readonly Run[] {
  const runs: Run[] = [];
  for (const { v, right, second, sums } of list) {
    const last = runs[runs.length - 1];
    const affine = isAffine(v);
    if (last) {
      const count = last.affine + last.constant;
      const follows =
        right === last.right + count * blockStride &&
        sums === last.sums + 3 * count &&
        second === (last.second === 0 ? 0 : last.second + count * blockStride);
      if (follows && last.constant === 0 && (affine === 0 || last.affine === 1)) {
        runs[runs.length - 1] = {
          ...last,
          affine: last.affine + affine,
          constant: last.constant + 1 - affine,
        };
        continue;
      }
    }
    runs.push({ right, second, affine, constant: 1 - affine, sums });
  }
  return runs;
}
