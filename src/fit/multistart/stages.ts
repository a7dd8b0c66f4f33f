import { byPreference } from "../maximum/choose.js";
import type { Method, Rung } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { asIfCertified, type ClimbOptions, climbAll, type Ends } from "./climbAll.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";

/**
 * Climbs from points, which are given in the units of `from`, on the random part of the data that the first rung names, from the
 * best maxima there on the part of the next rung, and in the end on all the data (successive halving: Jamieson and
 * Talwalkar, AISTATS 2016).
 */
export function climbInStages(
  problem: Problem,
  method: Method,
  rungs: readonly Rung[],
  { from, thetas }: { readonly from: Problem; readonly thetas: readonly Float64Array[] },
  options: ClimbOptions,
): Ends {
  if (rungs.length === 0) {
    const points = thetas.map((theta) => inUnitsOf(from, problem, theta));
    return climbAll(problem, method, points, options);
  }
  const [rung, ...further] = rungs;
  const subsample = subsampleOf(problem, rung.size, `${options.seed}/${rung.name}`);
  const points = thetas.map((theta) => inUnitsOf(from, subsample, theta));
  const survivors = survivorsOf(subsample, method, rung, points, options);
  return climbInStages(problem, method, further, { from: subsample, thetas: survivors }, options);
}

/** The maxima of one rung that the next stage climbs from. */
function survivorsOf(
  subsample: Problem,
  method: Method,
  { shortfall, wanted, survivors, within }: Rung,
  points: readonly Float64Array[],
  { seed, maxSteps }: ClimbOptions,
): Float64Array[] {
  const { reached } = climbAll(subsample, method, points, { seed, maxSteps, wanted, shortfall });
  const best = (shortfall > 0 ? reached.map(asIfCertified) : [...reached])
    .sort(byPreference)
    .slice(0, survivors);
  const least = best[0].maximum.state.value - within / subsample.n;
  return best
    .map(({ maximum }) => maximum.state)
    .flatMap(({ theta, value }) => (value >= least ? [theta] : []));
}
