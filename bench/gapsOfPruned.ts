import { certify } from "../src/fit/maximum/certificate.js";
import { multistart } from "../src/fit/multistart/multistart.js";
import { climb } from "../src/fit/newton/ascent.js";
import type { Problem } from "../src/fit/problem/problem.js";

/**
 * From `starts` random starts and as many inserted ones: by how many nats climbs that a search gave up would have ended
 * above its highest maximum, each climbed on to its end from where it was given up. What has collapsed is passed over
 * wherever it stands.
 */
export function gapsOfPruned(problem: Problem, starts: number): number[] {
  const options = { seed: 0, starts, maxSteps: 500, thetas: undefined };
  const { ascents, pruned } = multistart(problem, options);
  const best = Math.max(
    ...ascents
      .filter(({ maximum }) => certify(problem, maximum.state).status !== "collapsed")
      .map(({ maximum }) => maximum.state.value),
  );
  return pruned.map(({ state }) => {
    const end = climb(problem, state.theta, options.maxSteps);
    if (!("state" in end)) throw new Error("a climb without a cutoff was given up");
    const gap = problem.n * (end.state.value - best);
    return gap > 0 && certify(problem, end.state).status === "collapsed" ? Number.NEGATIVE_INFINITY : gap;
  });
}
