import { certify } from "../src/fit/maximum/certificate.js";
import { isEligible, weighedValue } from "../src/fit/maximum/choose.js";
import { methodOf } from "../src/fit/multistart/method.js";
import { multistart } from "../src/fit/multistart/multistart.js";
import { climb } from "../src/fit/multistart/pruning.js";
import type { Problem } from "../src/fit/problem/problem.js";

/**
 * From `starts` random starts and those of other kinds that go with them: by how many nats climbs that a search pruned would have ended
 * above its best maximum, each climbed on to its end from where it was pruned. Heights are those by which climbs are pruned:
 * log-likelihoods less what chance may have given them. What has collapsed is passed over wherever it stands.
 */
export function gapsOfPruned(problem: Problem, starts: number): number[] {
  const options = { seed: 0, starts, maxSteps: 500, thetas: undefined };
  const ends = multistart(problem, options);
  const eligible = ends.reached.filter(isEligible);
  const best = Math.max(...eligible.map((one) => weighedValue(problem, one)));
  const ascent = methodOf(problem.model).ascents(problem);
  return ends.pruned.map(({ at }) => {
    const outcome = climb(problem, ascent("climb"), at.theta, options.maxSteps);
    if (outcome.end !== "finished") throw new Error("a climb without an incumbent was pruned");
    const candidate = certify(problem, outcome.maximum);
    if (candidate.kind === "collapsed") return Number.NEGATIVE_INFINITY;
    return problem.n * (weighedValue(problem, candidate) - best);
  });
}
