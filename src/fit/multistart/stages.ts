import { byPreference } from "../maximum/choose.js";
import type { Method, Rung } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { asIfCertified, type ClimbOptions, certifyAll, climbAll, type Ends } from "./climbAll.js";
import { carry, partOf } from "./subsample.js";

/**
 * Climbs from points, given in the units of `from`, on the parts of the data that the rungs name, and from the best maxima
 * of each on the next, in the end on all the data (successive halving: Jamieson and Talwalkar, AISTATS 2016).
 */
export function inStages(
  problem: Problem,
  method: Method,
  rungs: readonly Rung[],
  { from, thetas }: { readonly from: Problem; readonly thetas: readonly Float64Array[] },
  options: ClimbOptions,
): Ends {
  if (rungs.length === 0) {
    const points = thetas.map((theta) => carry(from, problem, theta));
    return climbAll(problem, method, points, options);
  }
  const [rung, ...further] = rungs;
  const part = partOf(problem, rung.size, `${options.seed}/${rung.name}`);
  const points = thetas.map((theta) => carry(from, part, theta));
  const survivors = survivorsOf(part, method, rung, points, options);
  return inStages(problem, method, further, { from: part, thetas: survivors }, options);
}

/** The maxima of one rung that go on. */
function survivorsOf(
  part: Problem,
  method: Method,
  { missing, places, survivors, within }: Rung,
  points: readonly Float64Array[],
  { seed, maxSteps }: ClimbOptions,
): Float64Array[] {
  const candidates = certifyAll(part, climbAll(part, method, points, { seed, maxSteps, places, missing }));
  const best = (missing > 0 ? candidates.map(asIfCertified) : candidates)
    .sort(byPreference)
    .slice(0, survivors);
  const least = best[0].maximum.state.value - within / part.n;
  return best
    .map(({ maximum }) => maximum.state)
    .flatMap(({ theta, value }) => (value >= least ? [theta] : []));
}
