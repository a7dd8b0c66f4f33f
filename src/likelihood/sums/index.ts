import type { Kernels, Workspace } from "../../numeric/kernels.js";
import { lineSums } from "./line.js";
import { rowSums } from "./rows.js";
import {
  type Active,
  isIn,
  type Part,
  type ProductAt,
  type SumAt,
  type Sums,
  type SumsSetup,
} from "./types.js";

export type { Active, BasisAt, CasesAt, Part } from "./types.js";

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

/**
 * The sums of a likelihood, on its workspace: `lineSums` where the predictors are linear in one input, else `rowSums`.
 * Where experts share coefficients, their sums add up.
 * With case weights w, `prepare` multiplies first derivatives by sqrt(w) and second ones by w. Curvatures, which are sums of products of two
 * first derivatives and of second ones, then have the weights, and the rows q w_u phi of the score lack a sqrt(w), by which they are
 * multiplied as they are summed.
 */
export function sumsOf(setup: SumsSetup): (workspace: Workspace) => Totals {
  const scratch = setup.cases && setup.blocks(1);
  const from = setup.doubles(0);
  const { scores, products, on } = lineSums(setup) ?? rowSums(setup);
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
    if (setup.cases === undefined || scratch === undefined)
      return { ...on(workspace), clear: () => void M.fill(0, from, to), addTo };
    const { kernels } = workspace;
    const sums = on({ M, kernels: scoringBy(setup.cases.roots, scratch, kernels) });
    const weigh = weighing(setup, kernels);
    const prepare: Sums["prepare"] = (part, second, m) => {
      weigh(part, second, m);
      sums.prepare(part, second, m);
    };
    return { ...sums, prepare, clear: () => void M.fill(0, from, to), addTo };
  };
}

/** Kernels whose rows are multiplied by square roots of weights as they are summed. */
const scoringBy = (roots: number, scratch: number, kernels: Kernels): Kernels => ({
  ...kernels,
  productRow: (a, b, m, out, sums) => {
    kernels.product(a, b, m, out);
    kernels.productRow(out, roots, m, scratch, sums);
  },
  weightedRow: (a, b, x, m, out, sums) => {
    kernels.product(a, b, m, out);
    kernels.weightedRow(out, roots, x, m, scratch, sums);
  },
});

/** Multiplies the derivatives of a part in its predictors: first ones by square roots of weights, second ones by weights. */
function weighing({ active, cases }: SumsSetup, kernels: Kernels): Sums["prepare"] {
  const { weights, roots } = cases as NonNullable<typeof cases>;
  const own = active.filter(({ unit }) => !unit);
  const bends = own.flatMap((u, i) =>
    own.slice(i).flatMap((v) => {
      const at = v.slot.atom === u.slot.atom ? u.second(v.slot) : 0;
      return at === 0 ? [] : [{ u, at }];
    }),
  );
  return (part, second, m) => {
    for (const u of own) if (isIn(part, u)) kernels.product(u.derivative, roots, m, u.derivative);
    if (second) for (const { u, at } of bends) if (isIn(part, u)) kernels.product(at, weights, m, at);
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
