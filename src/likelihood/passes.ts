import type { Order } from "../family.js";
import { blockLength } from "../numeric/kernels.js";
import type { Memory } from "./memory.js";
import type { Source } from "./sources.js";
import type { Part } from "./sums/index.js";

/** The score and the Hessian, where they are wanted, to which a pass adds its totals, for the parameters of a part from `offset` on. */
export interface Target {
  readonly part: Part;
  readonly offset: number;
  readonly score?: Float64Array | undefined;
  readonly hessian?: Float64Array | undefined;
}

/** The target of a pass that computes a value alone. */
export const noTotals: Target = { part: "all", offset: 0 };

/** Score and Hessian as far as the order asks for them, set to 0. */
export function targetOf(
  part: Part,
  offset: number,
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
): Target {
  const target = {
    part,
    offset,
    score: order > 0 ? score : undefined,
    hessian: order > 1 ? hessian : undefined,
  };
  target.score?.fill(0);
  target.hessian?.fill(0);
  return target;
}

/**
 * Runs over all rows of a source in blocks, in a fixed order: `block` works on m rows, the first of which is row `from`. Returns the
 * sum of the values of `block`, and adds the totals to the target, each row counted as often as it occurs.
 */
export function sumOver(
  { begin, totals }: Memory,
  { groups, load }: Source,
  { part, offset, score, hessian }: Target,
  block: (m: number, from: number) => number,
): number {
  const wanted = score !== undefined || hessian !== undefined;
  let total = 0;
  begin();
  for (const { times, from: start, to } of groups) {
    if (wanted) totals.clear();
    let sum = 0;
    for (let from = start; from < to; from += blockLength) {
      const m = Math.min(blockLength, to - from);
      load(from, m);
      sum += block(m, from);
    }
    total += times * sum;
    if (wanted) totals.addTo(part, offset, times, score, hessian);
  }
  return total;
}
