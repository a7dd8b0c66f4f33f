import { blockStride, type Workspace } from "../../numeric/kernels.js";
import { lineSums } from "./line.js";
import { rowSums } from "./rows.js";
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

export type { Active, BasisAt, Part } from "./types.js";

/** Sums that can be cleared and added to a score and a Hessian. */
export interface Totals extends Sums {
  readonly clear: () => void;
  /** Adds `times` the sums to a score and a Hessian in the parameters of a part, the first of which is entry `first` of theta. */
  readonly addTo: (
    part: Part,
    first: number,
    times: number,
    score?: Float64Array,
    hessian?: Float64Array,
  ) => void;
}

/** What sums are made of. */
export type TotalsSetup = Omit<SumsSetup, "counted">;

/**
 * The sums of a likelihood, on its workspace: `lineSums` where the predictors are linear in one input, else `rowSums`.
 * Where experts share coefficients, their sums add up.
 * Case weights w are multiplied into r and p, once for each expert that takes part; what is linear in these then has the weights.
 */
export function sumsOf(given: TotalsSetup): (workspace: Workspace) => Totals {
  const setup = { ...given, counted: countedOf(given) };
  const from = setup.doubles(0);
  const { scores, products, counts, on } = lineSums(setup) ?? rowSums(setup);
  const to = setup.doubles(0);
  const scorePlanOf = byPart(scores, scorePlan);
  const productPlanOf = byPart(products, productPlan);
  return (workspace) => {
    const { M } = workspace;
    const addTo: Totals["addTo"] = (part, first, times, score, hessian) => {
      if (score) {
        const { at, sign, a } = scorePlanOf(part);
        for (let e = 0; e < at.length; e++) score[a[e] - first] += times * sign[e] * M[at[e]];
      }
      if (hessian) {
        const p = Math.sqrt(hessian.length);
        const { at, sign, a, b, both } = productPlanOf(part);
        for (let e = 0; e < at.length; e++) {
          const value = times * sign[e] * M[at[e]];
          const row = a[e] - first;
          const column = b[e] - first;
          hessian[row * p + column] += value;
          if (both[e] === 1) hessian[column * p + row] += value;
        }
      }
    };
    const sums = on(workspace);
    return {
      ...sums,
      addScore: countingBefore(sums.addScore, counts, setup, workspace),
      clear: () => void M.fill(0, from, to),
      addTo,
    };
  };
}

/** The blocks of r and p times the case weights; without these, those of r and p. */
function countedOf({ weights, cases, blocks }: TotalsSetup): SumsSetup["counted"] {
  if (cases === undefined) return weights;
  const [r, p] = [blocks(weights.length), blocks(weights.length)];
  return weights.map((_, i) => ({ r: r + i * blockStride, p: p + i * blockStride }));
}

/** `addScore` with r or p of the experts that take part counted first, unless it does so itself. */
function countingBefore(
  addScore: Sums["addScore"],
  counts: SumsPlan["counts"],
  { active, weights, counted, cases }: SumsSetup,
  { kernels }: Workspace,
): Sums["addScore"] {
  if (cases === undefined) return addScore;
  const takesPart = (kind: Weights, part: Part) =>
    [...weights.keys()].filter(
      (atom) =>
        active.some((u) => u.slot.atom === atom && isIn(part, u) && (kind === "r" || isIn("gating", u))) &&
        (part === "experts" || !counts(kind, atom)),
    );
  const parts = ["gating", "experts", "all"] as const;
  const of = (kind: Weights) =>
    Object.fromEntries(parts.map((part) => [part, takesPart(kind, part)])) as Record<Part, number[]>;
  const experts = { r: of("r"), p: of("p") };
  return (kind, part, m) => {
    for (const i of experts[kind][part]) kernels.product(weights[i][kind], cases, m, counted[i][kind]);
    addScore(kind, part, m);
  };
}

/** A plan for the sums of a part, made when it is first asked for: many likelihoods are asked for one part alone. */
function byPart<T extends SumAt & { readonly v?: Active }, P>(
  sums: readonly T[],
  plan: (own: readonly T[]) => P,
): (part: Part) => P {
  const plans: Partial<Record<Part, P>> = {};
  return (part) => {
    plans[part] ??= plan(sums.filter(({ u, v = u }) => isIn(part, u) && isIn(part, v)));
    return plans[part];
  };
}

/** For each sum its offset, its sign and the entry of theta whose score it is, in parallel arrays. */
const scorePlan = (sums: readonly SumAt[]) => ({
  at: integers(sums.map(({ at }) => at)),
  sign: integers(sums.map(({ sign }) => sign)),
  a: integers(sums.map(({ u, a }) => u.slot.offset + a)),
});
/** The same with the second entry of theta, b, and whether a sum stands for (b, a) as well. */
const productPlan = (sums: readonly ProductAt[]) => ({
  ...scorePlan(sums),
  b: integers(sums.map(({ v, b }) => v.slot.offset + b)),
  both: integers(sums.map(({ both }) => Number(both))),
});

// `Int32Array.from` with a function takes ten times as long.
const integers = (values: readonly number[]): Int32Array => new Int32Array(values);
