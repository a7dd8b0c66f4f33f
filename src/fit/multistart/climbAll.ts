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
  /** How many maxima are wanted: a climb that is not going to come among so many is pruned. 1 if not given. */
  readonly places?: number;
  /** So many nats may be missing at the end of a climb. */
  readonly missing?: number;
}

/**
 * Climbs from all points in turn, the highest first, after what is known: each ends at its maximum, merges with an earlier
 * one, or is pruned because it is not going to come among the first.
 */
export function climbAll(
  problem: Problem,
  { ascent }: Method,
  thetas: readonly Float64Array[],
  { seed, maxSteps, known = noEnds, places = 1, missing = 0 }: ClimbOptions,
): Ends {
  const highestFirst = thetas
    .map((theta) => ({ theta, value: problem.likelihood.evaluate(theta, 0) }))
    .sort((p, q) => q.value - p.value);
  const reached = known.reached.map(({ maximum, merged }) => ({ maximum, merged: [...merged] }));
  const pruned = [...known.pruned];
  /** The values of those that may win, highest first. */
  const trusted: number[] = [];
  const take = (maximum: LocalMaximum) => {
    if (!mayWin(certify(problem, maximum), missing > 0 && maximum.steps < maxSteps)) return;
    trusted.push(maximum.state.value);
    trusted.sort((p, q) => q - p);
  };
  for (const { maximum } of reached) take(maximum);
  for (const [i, { theta }] of highestFirst.entries()) {
    const outcome = climb(problem, ascent(problem, `${seed}/climb/${i}`), theta, maxSteps, {
      known: reached.map(({ maximum }) => maximum),
      incumbent: trusted[places - 1] ?? Number.NEGATIVE_INFINITY,
      missing,
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

/** Whether a candidate may be the answer, so that others need not climb past it; one that ended early may, if told so. */
const mayWin = ({ status, stepGate }: Candidate, endedEarly: boolean): boolean =>
  status === "converged" ||
  status === "singular" ||
  (!stepGate && (status === "boundary" || (endedEarly && status === "maxSteps")));

/** What is known of each maximum reached. */
export const certifyAll = (problem: Problem, { reached }: Ends): (Candidate & Reached)[] =>
  reached.map(({ maximum, merged }) => ({ ...certify(problem, maximum), merged }));

/** A candidate where nats may be missing: it is no certified maximum for that reason alone, and is not distrusted for it. */
export const asIfCertified = <C extends Candidate>(candidate: C): C =>
  candidate.status === "maxSteps"
    ? { ...candidate, status: candidate.stepGate ? "boundary" : "converged" }
    : candidate;
