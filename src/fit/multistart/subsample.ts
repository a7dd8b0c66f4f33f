import { endsOf, totalOf } from "../../numeric/frequencies.js";
import { rowsAt } from "../../params/observed.js";
import { stream } from "../../random/stream.js";
import type { Sample, Uniform } from "../../types.js";
import { type Problem, problemOf } from "../problem/problem.js";

/** The problem on a random part of its data of the given size, or the problem itself if it has no more observations. */
export function subsampleOf(problem: Problem, size: number, key: string): Problem {
  const { model, sample, given, n } = problem;
  return n <= size ? problem : problemOf(model, randomSubsample(sample, size, key), given);
}

/** theta of one problem in the units of another. */
export const inUnitsOf = (from: Problem, to: Problem, theta: Float64Array): Float64Array =>
  from === to ? theta : to.coordinates.toTheta(from.coordinates.toParams(theta));

/** A random part of `size` observations, in their order; rows with weights stand for as many. */
function randomSubsample(sample: Sample, size: number, key: string): Sample {
  const uniform = stream(key);
  const counts = countsOf(sample, size, uniform);
  const rows = Array.from(counts.keys()).filter((t) => counts[t] > 0);
  return rowsAt(sample, rows, sample.weights && Float64Array.from(rows, (t) => counts[t]));
}

/** More observations are not drawn one by one. */
const mostDrawn = 1e8;

/**
 * How often each row is drawn. Whole weights: without replacement, each observation that a row stands for by itself. Others: at equal
 * distances from a random point on.
 */
function countsOf({ n, weights }: Sample, size: number, uniform: Uniform): Float64Array {
  const total = totalOf(n, weights);
  const counts = new Float64Array(n);
  if (weights === undefined || (total <= mostDrawn && weights.every(Number.isInteger))) {
    // Selection sampling: each observation is taken with probability (still wanted) / (still to come).
    for (let t = 0, seen = 0, taken = 0; t < n; t++)
      for (let left = weights?.[t] ?? 1; left > 0; left--, seen++)
        if (uniform() * (total - seen) < size - taken) {
          counts[t]++;
          taken++;
        }
    return counts;
  }
  // Point i is at from + i, in units of the distance. Counting the points row by row takes no longer where there are very many.
  const from = uniform();
  let before = 0;
  for (const [t, end] of endsOf(Array.from(counts.keys()), weights).entries()) {
    const until =
      t === n - 1 ? size : Math.min(size, Math.max(before, Math.ceil((end / total) * size - from)));
    counts[t] = until - before;
    before = until;
  }
  return counts;
}
