import { blockStride, type Kernels } from "../../numeric/kernels.js";
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

/** One coefficient of a predictor, or its intercept and slope. */
interface Entry {
  readonly u: Active;
  readonly coefficients: readonly number[];
  readonly affine: 0 | 1;
  /** The block of d term / d first coefficient. For a slope after it, multiply by x. */
  readonly derivative: number;
  /** A block by which `derivative`, at first w_u, is multiplied in place before use; absent if it needs none. */
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
  readonly counted: number;
  /**
   * Whether its derivative is 1 and the weights are to be counted: then it is counted q_i itself, which is made here for all rows
   * of its expert.
   */
  readonly counts: boolean;
  /** The blocks whose product it is. */
  readonly factors: readonly number[];
  /** The block of q_i, counted, times the derivative, and the offset of its sum and of the sum of its product with x. */
  readonly at: number;
  /** Where the block with q_i not counted is wanted, if it is another and an earlier expert is multiplied with it. */
  readonly plain: number | undefined;
  readonly score: number;
  /** The entries from this one on of the same expert, by their derivatives. */
  readonly own: readonly Strip[];
  /** Those among them whose second derivatives with this entry do not vanish, by these derivatives. */
  readonly curved: readonly Strip[];
  /** Those of later experts, by q_j, not counted, times their derivatives. */
  readonly cross: readonly Strip[];
}

/**
 * The sums where the predictors of the experts are linear in one input x, and those of the gating in x or in another
 * function of it. Products of derivatives are scalars, and what is summed are their moments in x. Undefined where the bases
 * are larger: see `rowSums`.
 */
export function lineSums(setup: SumsSetup): SumsPlan | undefined {
  const { active, weights } = setup;
  const x = inputOf(active);
  if (x === undefined) return undefined;
  const byExpert = weights.map((_, atom) =>
    active.filter(({ slot }) => slot.atom === atom).map((u) => entriesOf(u, x)),
  );
  if (byExpert.flat().includes(undefined)) return undefined;
  // In each expert affine entries come first, since a strip's affine blocks come before its constant ones.
  const entries = byExpert.flatMap((ofExpert) =>
    (ofExpert as Entry[][]).flat().sort((e, f) => f.affine - e.affine),
  );
  const inGate = entries.filter(({ u }) => isIn("gating", u));
  const scores: SumAt[] = [];
  const products: ProductAt[] = [];
  const planned = { r: planRows(setup, "r", entries), p: planRows(setup, "p", inGate) };
  for (const { rows, ...sums } of [planned.r, planned.p]) {
    scores.push(...sums.scores);
    products.push(...sums.products);
  }
  const rows = { r: planned.r.rows, p: planned.p.rows };
  return {
    scores,
    products,
    counts: (kind, atom) => rows[kind].some(({ entry, counts }) => counts && entry.u.slot.atom === atom),
    on: ({ kernels }) => sumsOn(kernels, x, rows, factorsOf(entries)),
  };
}

const sameExpert = ({ u }: Entry, { u: v }: Entry) => u.slot.atom === v.slot.atom;

/** An entry with which an earlier one is multiplied: the block of q_i, not counted, times its derivative, and the offset of the sums of the products. */
interface Later {
  readonly entry: Entry;
  readonly plain: number;
  readonly sums: number;
}

/** The rows of the entries that take part with given weights; `scores` and `products` say what the sums are. */
function planRows(
  { weights, counted, cases, blocks, doubles }: SumsSetup,
  kind: Weights,
  entries: readonly Entry[],
): {
  readonly rows: readonly Row[];
  readonly scores: readonly SumAt[];
  readonly products: readonly ProductAt[];
} {
  const sign = kind === "r" ? 1 : -1;
  const scores: SumAt[] = [];
  const products: ProductAt[] = [];
  const first = blocks(entries.length);
  const firstPlain = counted === weights ? first : blocks(entries.length);
  const rows = entries.map((entry, i): Row => {
    const { u } = entry;
    const sums = doubles(3 * (entries.length - i));
    const later = entries
      .slice(i)
      .map((e, j): Later => ({ entry: e, plain: firstPlain + (i + j) * blockStride, sums: sums + 3 * j }));
    const score = doubles(2);
    entry.coefficients.forEach((a, power) => {
      scores.push({ at: score + power, sign, u, a });
    });
    for (const one of later) products.push(...productsOf(entry, one, sign));
    const follows = entries.some((e) => e.u.slot.atom < u.slot.atom);
    const own = { weights: weights[u.slot.atom][kind], counted: counted[u.slot.atom][kind] };
    const isFirst = !entries.slice(0, i).some((e) => sameExpert(e, entry));
    const counts = cases !== undefined && isFirst && u.unit && entry.derivative === u.derivative;
    return {
      entry,
      ...own,
      counts,
      ...(counts
        ? { factors: [own.weights, cases], at: own.counted }
        : { factors: [own.counted, entry.derivative], at: first + i * blockStride }),
      plain: firstPlain !== first && follows ? firstPlain + i * blockStride : undefined,
      score,
      ...stripsBeside(entry, later),
    };
  });
  return { rows, scores, products };
}

/** The entries of the Hessian to which the sums of the products of two entries belong: one for each power of x. */
function productsOf(entry: Entry, { entry: other, sums }: Later, sign: 1 | -1): ProductAt[] {
  const { u, coefficients } = entry;
  const signOfProduct = sameExpert(entry, other) ? sign : (-sign as 1 | -1);
  const both = other !== entry;
  return coefficients.flatMap((a, p) =>
    other.coefficients.map((b, q) => ({ at: sums + p + q, sign: signOfProduct, u, a, v: other.u, b, both })),
  );
}

/** An entry's strips: see `Row`. */
function stripsBeside(entry: Entry, later: readonly Later[]): Pick<Row, "own" | "curved" | "cross"> {
  const secondOf = ({ u: v }: Entry) => entry.u.second(v.slot);
  const own = later.filter((one) => sameExpert(one.entry, entry));
  const others = later.filter((one) => !sameExpert(one.entry, entry));
  return {
    own: stripsOf(own.map((one) => ({ ...one, right: one.entry.derivative, second: secondOf(one.entry) }))),
    curved: stripsOf(
      own
        .filter((one) => secondOf(one.entry) !== 0)
        .map((one) => ({ ...one, right: secondOf(one.entry), second: 0 })),
    ),
    cross: stripsOf(others.map((one) => ({ ...one, right: one.plain, second: 0 }))),
  };
}

/** A block of derivatives in predictor u, and what it is to be multiplied with in place. */
interface Factor {
  readonly u: Active;
  readonly at: number;
  readonly factor: number;
}
type Factors = Readonly<Record<"first" | "second", readonly Factor[]>>;

/** The factors that turn derivatives in predictors into derivatives in coefficients. */
function factorsOf(entries: readonly Entry[]): Factors {
  const factorOf = ({ factor }: Entry) => (factor === undefined ? [] : [factor]);
  const first = entries.flatMap((entry) =>
    factorOf(entry).map((factor) => ({ u: entry.u, at: entry.derivative, factor })),
  );
  const second = entries.flatMap((entry, i) =>
    entries.slice(i).flatMap((later) => {
      const at = sameExpert(later, entry) ? entry.u.second(later.u.slot) : 0;
      return at === 0 ? [] : [entry, later].flatMap(factorOf).map((factor) => ({ u: entry.u, at, factor }));
    }),
  );
  return { first, second };
}

/** The sums on a workspace with these kernels. */
function sumsOn(
  kernels: Kernels,
  x: number,
  rows: Readonly<Record<Weights, readonly Row[]>>,
  factors: Factors,
): Sums {
  const multiply = (list: readonly Factor[], part: Part, m: number) => {
    for (const { u, at, factor } of list) if (isIn(part, u)) kernels.product(at, factor, m, at);
  };
  return {
    prepare: (part, second, m) => {
      multiply(factors.first, part, m);
      if (second) multiply(factors.second, part, m);
    },
    addScore: (kind, part, m) => {
      for (const {
        entry,
        factors: [a, b],
        at,
        score,
      } of rows[kind]) {
        if (!isIn(part, entry.u)) continue;
        if (entry.affine === 1) kernels.weightedRow(a, b, x, m, at, score);
        else kernels.productRow(a, b, m, at, score);
      }
    },
    addCurvature: (kind, m) => {
      for (const { entry, weights: q, plain } of rows[kind])
        if (plain !== undefined) kernels.product(q, entry.derivative, m, plain);
      for (const { entry, weights: q, counted, at, own, cross } of rows[kind]) {
        const { derivative, affine: left } = entry;
        for (const { right, second, affine, constant, sums } of own)
          kernels.addOwnMoments(q, counted, derivative, left, right, second, affine, constant, x, m, sums);
        for (const { right, affine, constant, sums } of cross)
          kernels.addMoments(at, left, right, affine, constant, x, m, sums);
      }
    },
    addSecond: (part, m) => {
      for (const { entry, counted: r, curved } of rows.r) {
        if (!isIn(part, entry.u)) continue;
        for (const { right, affine, constant, sums } of curved)
          kernels.addMoments(r, entry.affine, right, affine, constant, x, m, sums);
      }
    },
  };
}

/** The column x of predictors with the basis (1, x), those of the experts before others. */
function inputOf(active: readonly Active[]): number | undefined {
  const affine = active.filter(({ basis: { intercept, size } }) => intercept && size === 2);
  const [first] = [...affine.filter((u) => isIn("experts", u)), ...affine];
  return first && first.basis.rows + blockStride;
}

/** A predictor's coefficients as entries; undefined where its basis is too large for moments in x. */
function entriesOf(u: Active, x: number): readonly Entry[] | undefined {
  const { basis, derivative, unit } = u;
  const { intercept, rows, size } = basis;
  if (intercept && size === 1) return [{ u, coefficients: [0], affine: 0, derivative }];
  if (intercept && size === 2 && rows + blockStride === x)
    return [{ u, coefficients: [0, 1], affine: 1, derivative }];
  if (!unit && (intercept || size > 1)) return undefined;
  // Where w_u is 1 the derivatives are the functions of the basis themselves.
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
