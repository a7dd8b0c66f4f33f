import { byPreference } from "../maximum/choose.js";
import type { Method, Rung } from "../problem/method.js";
import type { Start } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { type ClimbOptions, climbAll, type Ends, reachedOf } from "./climbAll.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";

/**
 * Climbs from points, which are given in the units of `from`, on the random part of the data that the first rung names, from the
 * best maxima there on the part of the next rung, and in the end on all the data (successive halving: Jamieson and
 * Talwalkar, AISTATS 2016). A maximum of a part stands for all the starts that led to it there.
 */
export function climbInStages(
  problem: Problem,
  method: Method,
  rungs: readonly Rung[],
  { from, starts }: { readonly from: Problem; readonly starts: readonly Start[] },
  options: ClimbOptions,
): Ends {
  const [rung, ...further] = rungs;
  const to = rung === undefined ? problem : partOf(problem, rung, options.seed);
  const points = starts.map((start) => ({ ...start, theta: inUnitsOf(from, to, start.theta) }));
  if (rung === undefined) return climbAll(to, method, points, options);
  const { wanted, shortfall } = rung;
  const ends = climbAll(to, method, points, { ...options, wanted, shortfall });
  return climbInStages(problem, method, further, { from: to, starts: survivorsOf(to, rung, ends) }, options);
}

/** The best maxima on a part, from which the next stage climbs. */
export function survivorsOf(part: Problem, { shortfall, survivors, within }: Rung, ends: Ends): Start[] {
  const best = [...reachedOf(ends, { shortfall })].sort(byPreference(part)).slice(0, survivors);
  const least = best[0].maximum.state.value - within / part.n;
  return best.flatMap(({ maximum: { state }, hits }) =>
    state.value >= least ? [{ theta: state.theta, hits, emSteps: 0 }] : [],
  );
}

/** The random part of the data that a rung names. */
export const partOf = (problem: Problem, { name, size }: Rung, seed: string | number): Problem =>
  subsampleOf(problem, size, `${seed}/${name}`);
