import { expertSize, hasScale } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";

/** A value that a response takes again and again. */
export interface RepeatedValue {
  readonly value: number;
  /** In how many rows. */
  readonly times: number;
}

/** The share of the rows from which on a value counts as repeated. */
const leastShare = 0.1;

/**
 * The values that more than a tenth of the rows have, where each expert has a scale of its own: the density of an expert
 * that lies on such a value has no upper limit. A continuous law gives no value twice; what is rounded, to some dozen values or more, gives
 * none of them to as much as a tenth. A value that has fewer rows than two for each parameter of an expert is passed over, since an
 * expert on so few observations is not an answer in any case (see `allowanceOf`).
 */
export function repeatedValuesOf(problem: Problem): RepeatedValue[] {
  if (!hasScale(problem)) return [];
  const y = Float64Array.from(problem.sample.y).sort();
  const least = Math.max(2 * expertSize(problem), leastShare * y.length);
  const repeated: RepeatedValue[] = [];
  for (let from = 0, to = 0; from < y.length; from = to) {
    while (to < y.length && y[to] === y[from]) to++;
    if (to - from > least) repeated.push({ value: y[from], times: to - from });
  }
  return repeated.sort((p, q) => q.times - p.times);
}
