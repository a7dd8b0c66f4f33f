import { type Candidate, certify } from "../maximum/certificate.js";
import { isIncumbent } from "../maximum/choose.js";
import type { Method } from "../problem/method.js";
import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { climb } from "./pruning.js";

/** A maximum with its certificate, and the steps of the further climbs that ran into it. */
export interface Reached extends Candidate {
  readonly merged: readonly number[];
}

/** What climbs have led to: maxima, and the points at which climbs were pruned. */
export interface Ends {
  readonly reached: readonly Reached[];
  readonly pruned: readonly { readonly at: Iterate; readonly steps: number }[];
}

export const noEnds: Ends = { reached: [], pruned: [] };

export interface ClimbOptions {
  readonly seed: string | number;
  readonly maxSteps: number;
  /** Comes first in the result. */
  readonly known?: Ends;
  /** How many maxima are needed: a climb that is not going to end among the highest `wanted` is pruned. 1 if not given. */
  readonly wanted?: number;
  /** How many nats below its maximum a climb may end; 0 if not given. */
  readonly shortfall?: number;
}

/**
 * Climbs from all points in turn, the highest first, and adds the ends to those that are known. A climb ends at its maximum,
 * merges with an earlier one, or is pruned because it is not going to end among the highest `wanted`.
 */
export function climbAll(
  problem: Problem,
  { ascents }: Method,
  thetas: readonly Float64Array[],
  { seed, maxSteps, known = noEnds, wanted = 1, shortfall = 0 }: ClimbOptions,
): Ends {
  const ascent = ascents(problem);
  const highestFirst = thetas
    .map((theta) => ({ theta, value: problem.valueAt(theta) }))
    .sort((p, q) => q.value - p.value);
  const reached = known.reached.map((one) => ({ ...one, merged: [...one.merged] }));
  const pruned = [...known.pruned];
  /** The values of all incumbents, highest first: later climbs are pruned against the last one wanted. */
  const incumbents: number[] = [];
  const take = (candidate: Candidate) => {
    const { state, steps } = candidate.maximum;
    if (!isIncumbent(candidate, shortfall > 0 && steps < maxSteps)) return;
    incumbents.push(state.value);
    incumbents.sort((p, q) => q - p);
  };
  reached.forEach(take);
  for (const [i, { theta }] of highestFirst.entries()) {
    const outcome = climb(problem, ascent(`${seed}/climb/${i}`), theta, maxSteps, {
      known: reached.map(({ maximum }) => maximum),
      incumbent: incumbents[wanted - 1] ?? Number.NEGATIVE_INFINITY,
      shortfall,
    });
    if (outcome.end === "pruned") pruned.push({ at: outcome.at, steps: outcome.steps });
    else if (outcome.end === "merged")
      reached.find(({ maximum }) => maximum === outcome.into)?.merged.push(outcome.steps);
    else {
      const candidate = certify(problem, outcome.maximum);
      reached.push({ ...candidate, merged: [] });
      take(candidate);
    }
  }
  return { reached, pruned };
}

/** The status that a climb stopped early would have at its maximum. */
export const asIfCertified = <C extends Candidate>(candidate: C): C =>
  candidate.status === "maxSteps"
    ? { ...candidate, status: candidate.stepGate ? "boundary" : "converged" }
    : candidate;
