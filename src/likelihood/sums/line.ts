import type { Workspace } from "../../numeric/kernels.js";
import { blockStride } from "../../numeric/kernels.js";
import {
  type Active,
  isIn,
  type Part,
  type ProductAt,
  type SumAt,
  type Sums,
  type SumsPlan,
  type SumsSetup,
  type Weights,
} from "./types.js";

/**
 * One or two coefficients of a predictor, and the derivative of the term in the first of them: w_u where that is an
 * intercept, else w_u times the function that it is the coefficient of. The second one's is that times x.
 */
interface Entry {
  readonly u: Active;
  readonly coefficients: readonly number[];
  readonly affine: 0 | 1;
  readonly derivative: number;
  /** What w_u has to be multiplied with in place to become that derivative. */
  readonly factor?: number;
}

/** Neighbouring blocks that one call multiplies with a block on the left: see `Kernels.addMoments`. */
interface Strip {
  readonly right: number;
  /** The second derivatives beside them, 0 where they vanish. */
  readonly second: number;
  readonly affine: number;
  readonly constant: number;
  readonly sums: number;
}

/** An entry with its weights q_i, and what it is multiplied with. */
interface Row {
  readonly entry: Entry;
  readonly weights: number;
  /** Where q_i times the derivative is kept, and the sums of that, and of that times x. */
  readonly at: number;
  readonly score: number;
  /** The entries from this one on of the same expert, by their derivatives. */
  readonly own: readonly Strip[];
  /** The same by second derivatives alone. */
  readonly curved: readonly Strip[];
  /** Those of later experts, by q_j times their derivatives. */
  readonly cross: readonly Strip[];
}

/**
 * The sums where the predictors of the experts are linear in one input x, and those of the gating in x or in another
 * function of it. Products of derivatives are scalars, and what is summed are their moments in x. Undefined where the bases
 * are larger: see `rowSums`.
 */
export function lineSums({ active, weights, blocks, doubles }: SumsSetup): SumsPlan | undefined {
  const x = inputOf(active);
  if (x === undefined) return undefined;
  const byAtom = weights.map((_, atom) =>
    active.filter(({ slot }) => slot.atom === atom).map((u) => entriesOf(u, x)),
  );
  if (byAtom.flat().includes(undefined)) return undefined;
  // In each expert those with x first, as strips want them.
  const entries = byAtom.flatMap((own) => (own as Entry[][]).flat().sort((e, f) => f.affine - e.affine));
  const scores: SumAt[] = [];
  const products: ProductAt[] = [];

  const inGate = entries.filter(({ u }) => isIn("gating", u));
  const places = { r: blocks(entries.length), p: blocks(inGate.length) };

  const rowsOf = (kind: Weights): readonly Row[] => {
    const sign = kind === "r" ? 1 : -1;
    const used = kind === "r" ? entries : inGate;
    const at = (i: number) => places[kind] + i * blockStride;
    return used.map((entry, i) => {
      const { u } = entry;
      const sums = doubles(3 * (used.length - i));
      const later = used.slice(i).map((e, j) => ({ entry: e, at: at(i + j), sums: sums + 3 * j }));
      const isOwn = ({ entry: e }: { readonly entry: Entry }) => e.u.slot.atom === u.slot.atom;
      const score = doubles(2);
      entry.coefficients.forEach((a, power) => {
        scores.push({ at: score + power, sign, u, a });
      });
      for (const one of later) {
        const { u: v, coefficients } = one.entry;
        const itsSign = isOwn(one) ? sign : (-sign as 1 | -1);
        const same = one.entry === entry;
        entry.coefficients.forEach((a, p) => {
          coefficients.forEach((b, q) => {
            products.push({ at: one.sums + p + q, sign: itsSign, u, a, v, b, both: !same });
          });
        });
      }
      const own = later.filter(isOwn);
      const second = (e: Entry) => u.second(e.u.slot);
      return {
        entry,
        weights: weights[u.slot.atom][kind],
        at: at(i),
        score,
        own: stripsOf(own.map((one) => ({ ...one, right: one.entry.derivative, second: second(one.entry) }))),
        curved: stripsOf(
          own
            .filter((one) => second(one.entry) !== 0)
            .map((one) => ({ ...one, right: second(one.entry), second: 0 })),
        ),
        cross: stripsOf(
          later.filter((one) => !isOwn(one)).map((one) => ({ ...one, right: one.at, second: 0 })),
        ),
      };
    });
  };
  const rows = { r: rowsOf("r"), p: rowsOf("p") };
  const firstFactors = entries.flatMap(({ u, derivative, factor }) =>
    factor === undefined ? [] : [{ u, at: derivative, factor }],
  );
  const secondFactors = rows.r.flatMap(({ entry }, i) =>
    rows.r.slice(i).flatMap(({ entry: later }) => {
      const at = later.u.slot.atom === entry.u.slot.atom ? entry.u.second(later.u.slot) : 0;
      const factors = [entry, later].flatMap(({ factor }) => (factor === undefined ? [] : [factor]));
      return at === 0 ? [] : factors.map((factor) => ({ u: entry.u, at, factor }));
    }),
  );

  const on = ({ kernels }: Workspace): Sums => {
    const multiply = (list: typeof firstFactors, part: Part, m: number) => {
      for (const { u, at, factor } of list) if (isIn(part, u)) kernels.product(at, factor, m, at);
    };
    return {
      prepare: (part, second, m) => {
        multiply(firstFactors, part, m);
        if (second) multiply(secondFactors, part, m);
      },
      addScore: (kind, part, m) => {
        for (const { entry, weights: own, at, score } of rows[kind]) {
          if (!isIn(part, entry.u)) continue;
          if (entry.affine === 1) kernels.weightedRow(own, entry.derivative, x, m, at, score);
          else kernels.productRow(own, entry.derivative, m, at, score);
        }
      },
      addCurvature: (kind, m) => {
        for (const { entry, weights: its, at, own, cross } of rows[kind]) {
          const { derivative, affine: left } = entry;
          for (const { right, second, affine, constant, sums } of own)
            kernels.addOwnMoments(its, derivative, left, right, second, affine, constant, x, m, sums);
          for (const { right, affine, constant, sums } of cross)
            kernels.addMoments(at, left, right, affine, constant, x, m, sums);
        }
      },
      addSecond: (part, m) => {
        for (const { entry, weights: its, curved } of rows.r) {
          if (!isIn(part, entry.u)) continue;
          for (const { right, affine, constant, sums } of curved)
            kernels.addMoments(its, entry.affine, right, affine, constant, x, m, sums);
        }
      },
    };
  };
  return { scores, products, on };
}

/** The column x of predictors with the basis (1, x), those of the experts before others. */
function inputOf(active: readonly Active[]): number | undefined {
  const affine = active.filter(({ basis: { intercept, size } }) => intercept && size === 2);
  const [first] = [...affine.filter((u) => isIn("experts", u)), ...affine];
  return first && first.basis.rows + blockStride;
}

/** A predictor's coefficients as entries, undefined where its basis is not of a form that has such. */
function entriesOf(u: Active, x: number): readonly Entry[] | undefined {
  const { basis, derivative, unit } = u;
  const { intercept, rows, size } = basis;
  if (intercept && size === 1) return [{ u, coefficients: [0], affine: 0, derivative }];
  if (intercept && size === 2 && rows + blockStride === x)
    return [{ u, coefficients: [0, 1], affine: 1, derivative }];
  if (intercept && !unit) return undefined;
  // Where w_u is 1 the derivatives are the functions themselves.
  if (unit)
    return Array.from({ length: size }, (_, a) => ({
      u,
      coefficients: [a],
      affine: 0 as const,
      derivative: rows + a * blockStride,
    }));
  return [{ u, coefficients: [0], affine: 0, derivative, factor: rows }];
}

/** Cuts a list of blocks into strips of neighbours: as many as one call takes. */
function stripsOf(
  list: readonly {
    readonly entry: Entry;
    readonly right: number;
    readonly second: number;
    readonly sums: number;
  }[],
): readonly Strip[] {
  const strips: Strip[] = [];
  for (const { entry, right, second, sums } of list) {
    const { affine } = entry;
    const last = strips[strips.length - 1];
    const count = last ? last.affine + last.constant : 0;
    const follows =
      last &&
      right === last.right + count * blockStride &&
      sums === last.sums + 3 * count &&
      second === (last.second === 0 ? 0 : last.second + count * blockStride);
    if (follows && count < 3 && (affine === 0 ? last.constant < 2 : last.constant === 0 && last.affine < 2))
      strips[strips.length - 1] = {
        ...last,
        affine: last.affine + affine,
        constant: last.constant + 1 - affine,
      };
    else strips.push({ right, second, affine, constant: 1 - affine, sums });
  }
  return strips;
}
