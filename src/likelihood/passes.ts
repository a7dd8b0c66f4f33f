import type { Order } from "../family.js";
import { blockLength } from "../numeric/kernels.js";
import type { Memory } from "./memory.js";
import type { Source } from "./sources.js";
import type { Part } from "./sums/index.js";

/** Where the totals of a pass go: score and Hessian, as far as they are wanted, of a part whose parameters begin at `offset`. */
export interface Target {
  readonly part: Part;
  readonly offset: number;
  readonly score?: Float64Array | undefined;
  readonly hessian?: Float64Array | undefined;
}

/** No totals: a pass for its value alone. */
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
 * The sum of what `block` returns for each block of m rows, the first of which is row `from`, and of what it adds to the totals,
 * over all rows as often as they occur. Blocks run in a fixed order.
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
