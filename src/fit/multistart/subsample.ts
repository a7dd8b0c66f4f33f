import { stream } from "../../random/stream.js";
import type { Sample } from "../../types.js";
import { type Problem, problemOf } from "../problem/problem.js";

/** The problem on a random part of its data of the given size, or the problem itself if it has no more observations. */
export function subsampleOf(problem: Problem, size: number, key: string): Problem {
  const { model, sample, given, n } = problem;
  return n <= size ? problem : problemOf(model, randomSubsample(sample, size, key), given);
}

/** theta of one problem in the units of another. */
export const inUnitsOf = (from: Problem, to: Problem, theta: Float64Array): Float64Array =>
  from === to ? theta : to.coordinates.toTheta(from.coordinates.toParams(theta));

/** A random part of `size` observations, in their order. */
function randomSubsample({ n, d, x, y, offset }: Sample, size: number, key: string): Sample {
  const uniform = stream(key);
  const chosen: number[] = [];
  // Selection sampling: each observation is taken with probability (still wanted) / (still to come).
  for (let t = 0; t < n; t++) if (uniform() * (n - t) < size - chosen.length) chosen.push(t);
  const take = (values: Float64Array) => Float64Array.from(chosen, (t) => values[t]);
  return { n: size, d, x: x.map(take), y: take(y), ...(offset && { offset: take(offset) }) };
}
