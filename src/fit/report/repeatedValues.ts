import { besidePoints } from "../../params/givenBy.js";
import { expertSize, hasScale } from "../problem/chance.js";
import type { Problem } from "../problem/problem.js";

/** A value that a response takes again and again. */
export interface RepeatedValue {
  readonly value: number;
  /** How many observations have it. */
  readonly times: number;
}

/** The share of the rows from which on a value counts as repeated. */
const leastShare = 0.1;

/**
 * The values that more than a tenth of the rows have, those with point masses left out, where experts have a scale of their own: the density of an expert
 * that lies on such a value has no upper limit. A continuous law gives no value twice; what is rounded, to some dozen values or more, gives
 * none of them to as much as a tenth. A value that has fewer rows than two for each parameter of an expert is passed over, since an
 * expert on so few observations is not an answer in any case (see `allowanceOf`).
 */
export function repeatedValuesOf(problem: Problem): RepeatedValue[] {
  if (!hasScale(problem)) return [];
  const { families } = problem.model;
  const { y, weights } = besidePoints(families, problem.sample);
  const order = Array.from(y.keys()).sort((s, t) => y[s] - y[t]);
  const size = Math.max(...families.map((_, i) => expertSize(problem, i)));
  const least = Math.max(2 * size, leastShare * problem.beside);
  const repeated: RepeatedValue[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = y[order[from]];
    let times = 0;
    for (; to < order.length && y[order[to]] === value; to++) times += weights?.[order[to]] ?? 1;
    if (times > least) repeated.push({ value, times });
  }
  return repeated.sort((p, q) => q.times - p.times);
}
