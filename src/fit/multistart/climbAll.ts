import { type Candidate, certify } from "../maximum/certificate.js";
import type { Method } from "../problem/method.js";
import type { Iterate, LocalMaximum } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { climb } from "./pruning.js";

/** A maximum, and the steps of the further climbs that ran into it. */
export interface Reached {
  readonly maximum: LocalMaximum;
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
    .map((theta) => ({ theta, value: problem.likelihood.evaluate(theta, 0) }))
    .sort((p, q) => q.value - p.value);
  const reached = known.reached.map(({ maximum, merged }) => ({ maximum, merged: [...merged] }));
  const pruned = [...known.pruned];
  /** The values of the maxima that may be returned (`mayWin`), highest first: the cutoff of pruning is the last one wanted. */
  const trusted: number[] = [];
  const take = (maximum: LocalMaximum) => {
    if (!mayWin(certify(problem, maximum), shortfall > 0 && maximum.steps < maxSteps)) return;
    trusted.push(maximum.state.value);
    trusted.sort((p, q) => q - p);
  };
  for (const { maximum } of reached) take(maximum);
  for (const [i, { theta }] of highestFirst.entries()) {
    const outcome = climb(problem, ascent(`${seed}/climb/${i}`), theta, maxSteps, {
      known: reached.map(({ maximum }) => maximum),
      incumbent: trusted[wanted - 1] ?? Number.NEGATIVE_INFINITY,
      shortfall,
    });
    if (outcome.end === "pruned") pruned.push({ at: outcome.at, steps: outcome.steps });
    else if (outcome.end === "merged")
      reached.find(({ maximum }) => maximum === outcome.into)?.merged.push(outcome.steps);
    else {
      reached.push({ maximum: outcome.maximum, merged: [] });
      take(outcome.maximum);
    }
  }
  return { reached, pruned };
}

/** Whether a candidate may be returned, so that climbs are pruned against it. `endedEarly`: it is below its maximum on purpose. */
const mayWin = ({ status, stepGate }: Candidate, endedEarly: boolean): boolean =>
  status === "converged" ||
  status === "singular" ||
  (!stepGate && (status === "boundary" || (endedEarly && status === "maxSteps")));

/** What is known of each maximum reached. */
export const certifyAll = (problem: Problem, { reached }: Ends): (Candidate & Reached)[] =>
  reached.map(({ maximum, merged }) => ({ ...certify(problem, maximum), merged }));

/** A candidate of climbs that may end below their maxima, with the status that its maximum would have. */
export const asIfCertified = <C extends Candidate>(candidate: C): C =>
  candidate.status === "maxSteps"
    ? { ...candidate, status: candidate.stepGate ? "boundary" : "converged" }
    : candidate;
