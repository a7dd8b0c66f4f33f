import type { Ground } from "../numeric/arena.js";
import { lineSums, onlyInput } from "./line.js";
import { rowSums } from "./rows.js";
import { isIn, type Part, type SumAt, type Sums, type SumsSpec } from "./types.js";

export type { Active, BasisAt, Part } from "./types.js";

/** Sums that can be cleared and written to a score and a Hessian. */
export interface Totals extends Sums {
  readonly clear: () => void;
  /** Overwrites a score and a Hessian of the parameters of a part, the first of which is `first` in theta. */
  readonly write: (part: Part, first: number, score?: Float64Array, hessian?: Float64Array) => void;
}

/**
 * The sums of a likelihood, on its ground: `lineSums` where all predictors are linear in one input, else `rowSums`.
 * Where experts share coefficients, their sums add up.
 */
export function sumsOf(spec: SumsSpec): (ground: Ground) => Totals {
  const x = onlyInput(spec.active);
  const from = spec.doubles(0);
  const { scores, products, on } = x === undefined ? rowSums(spec) : lineSums(spec, x);
  const to = spec.doubles(0);
  const scorePlans = byPart(scores);
  const productPlans = byPart(products);
  return (ground) => {
    const { M } = ground;
    const write: Totals["write"] = (part, first, score, hessian) => {
      if (score) {
        score.fill(0);
        const { at, sign, a } = scorePlans[part];
        for (let e = 0; e < at.length; e++) score[a[e] - first] += sign[e] * M[at[e]];
      }
      if (hessian) {
        hessian.fill(0);
        const p = Math.sqrt(hessian.length);
        const { at, sign, a, b, twice } = productPlans[part];
        for (let e = 0; e < at.length; e++) {
          const value = sign[e] * M[at[e]];
          const row = a[e] - first;
          const column = b[e] - first;
          hessian[row * p + column] += value;
          if (twice[e] === 1) hessian[column * p + row] += value;
        }
      }
    };
    return { ...on(ground), clear: () => void M.fill(0, from, to), write };
  };
}

/** The sums of each part in parallel arrays: where, the sign, the entries of theta, and whether (b, a) gets them too. */
function byPart(sums: readonly SumAt[]) {
  const plan = (part: Part) => {
    const own = sums.filter(({ u, v = u }) => isIn(part, u) && isIn(part, v));
    return {
      at: Int32Array.from(own, ({ at }) => at),
      sign: Int32Array.from(own, ({ sign }) => sign),
      a: Int32Array.from(own, ({ u, a }) => u.slot.offset + a),
      b: Int32Array.from(own, ({ u, v = u, b = 0 }) => (v ?? u).slot.offset + b),
      twice: Int32Array.from(own, ({ u, v }) => (u === v ? 0 : 1)),
    };
  };
  return { gating: plan("gating"), experts: plan("experts"), all: plan("all") };
}
