import { certify } from "../src/fit/maximum/certificate.js";
import { methodOf } from "../src/fit/multistart/method.js";
import { multistart } from "../src/fit/multistart/multistart.js";
import { climb } from "../src/fit/multistart/pruning.js";
import type { Problem } from "../src/fit/problem/problem.js";

/**
 * From `starts` random starts and as many inserted ones: by how many nats climbs that a search pruned would have ended
 * above its highest maximum, each climbed on to its end from where it was pruned. What has collapsed is passed over
 * wherever it stands.
 */
export function gapsOfPruned(problem: Problem, starts: number): number[] {
  const options = { seed: 0, starts, maxSteps: 500, thetas: undefined };
  const ends = multistart(problem, options);
  const candidates = ends.reached.filter(({ status }) => status !== "collapsed");
  const best = Math.max(...candidates.map(({ maximum }) => maximum.state.value));
  const ascent = methodOf(problem.model).ascents(problem);
  return ends.pruned.map(({ at }) => {
    const outcome = climb(problem, ascent("climb"), at.theta, options.maxSteps);
    if (outcome.end !== "finished") throw new Error("a climb without an incumbent was pruned");
    const { maximum } = outcome;
    const gap = problem.n * (maximum.state.value - best);
    return gap > 0 && certify(problem, maximum).status === "collapsed" ? Number.NEGATIVE_INFINITY : gap;
  });
}
