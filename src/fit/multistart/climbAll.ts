import { clamped } from "../../numeric/clamp.js";
import { type Candidate, certify } from "../maximum/certificate.js";
import { type Found, isEligible, weighedValue } from "../maximum/choose.js";
import { isWeighed, weighed } from "../problem/chance.js";
import { searchesDivisions } from "../problem/classes.js";
import type { Method } from "../problem/method.js";
import type { Iterate, Start } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { type ClimbEnd, climb } from "./pruning.js";
import type { Watch } from "./watch.js";

/** A maximum with its certificate, and the steps of the further climbs that ran into it. */
export interface Reached extends Found {
  readonly merged: readonly number[];
}

/** What climbs have led to: maxima, and the points at which climbs were pruned. */
export interface Ends {
  readonly reached: readonly Reached[];
  readonly pruned: readonly { readonly at: Iterate; readonly steps: number }[];
  /** How many starts were drawn in all, those among them that climbed on all the data. */
  readonly starts: number;
}

export const noEnds: Ends = { reached: [], pruned: [], starts: 0 };

/** How many starts ended, at a maximum or pruned. */
export const endedOf = ({ reached, pruned }: Ends): number =>
  reached.reduce((sum, { hits }) => sum + hits, pruned.length);

export interface ClimbOptions {
  readonly seed: string | number;
  readonly maxSteps: number;
  /** Comes first in the result. */
  readonly known?: Ends;
  /** How many maxima are needed: a climb that is not going to end among the best `wanted` is pruned. 1 if not given. */
  readonly wanted?: number;
  /** Is told of every start and of every climb that ends. */
  readonly watch?: Watch;
  /** How many nats below its maximum a climb may end; 0 if not given. */
  readonly shortfall?: number;
}

/**
 * Climbs from all points in turn, the most promising first, and adds the ends to those that are known. A climb ends at its maximum,
 * merges with an earlier one, or is pruned because it is not going to end among the best `wanted`: a climb whose log-likelihood stays
 * below what is left of theirs without what chance may have given them cannot do better.
 */
export function climbAll(
  problem: Problem,
  { ascents }: Method,
  starts: readonly Start[],
  { seed, maxSteps, known = noEnds, wanted = 1, shortfall = 0, watch }: ClimbOptions,
): Ends {
  const ascent = ascents(problem);
  const weighs = isWeighed(problem);
  const slack = searchesDivisions(problem) ? "fair" : "exact";
  const bestFirst = starts
    .map((start) => {
      const theta = clamped(start.theta, problem.low, problem.high);
      const value = problem.valueAt(theta);
      return { ...start, theta, value, weighed: weighs ? weighed(problem, { theta, value }) : value };
    })
    .sort((p, q) => (p.weighed === q.weighed ? q.value - p.value : q.weighed - p.weighed));
  const reached = known.reached.map((one) => ({ ...one, merged: [...one.merged] }));
  const pruned = [...known.pruned];
  /** The weighed values of all incumbents, highest first: later climbs are pruned against the last one wanted. */
  const incumbents: number[] = [];
  const take = (candidate: Candidate) => {
    if (!isEligible(shortfall > 0 ? asIfCertified(candidate) : candidate)) return;
    incumbents.push(weighedValue(problem, candidate));
    incumbents.sort((p, q) => q - p);
  };
  reached.forEach(take);
  watch?.drawn(starts.length);
  for (const [i, { theta, hits }] of bestFirst.entries()) {
    const outcome = climb(problem, ascent(`${seed}/climb/${i}`), theta, maxSteps, {
      known: reached.map(({ maximum }) => maximum),
      incumbent: incumbents[wanted - 1] ?? Number.NEGATIVE_INFINITY,
      shortfall,
      slack,
      ...(weighs ? { weighed: (state: Iterate) => weighed(problem, state) } : {}),
    });
    if (outcome.end === "pruned") pruned.push({ at: outcome.at, steps: outcome.steps });
    else if (outcome.end === "merged") {
      const at = reached.findIndex(({ maximum }) => maximum === outcome.into);
      const into = reached[at];
      reached[at] = { ...into, hits: into.hits + hits, merged: [...into.merged, outcome.steps] };
    } else {
      const candidate = certify(problem, outcome.maximum);
      reached.push({ ...candidate, hits: Math.max(1, hits), merged: [] });
      take(candidate);
    }
    watch?.ended(problem, endValue(outcome));
  }
  return { reached, pruned, starts: known.starts };
}

/** The mean log-likelihood at which a climb ended. */
function endValue(outcome: ClimbEnd): number {
  if (outcome.end === "pruned") return outcome.at.value;
  return (outcome.end === "merged" ? outcome.into : outcome.maximum).state.value;
}

/** What a climb that was stopped early would have ended in. */
export const asIfCertified = <C extends Candidate>(candidate: C): C =>
  candidate.kind === "maxSteps" ? { ...candidate, kind: "eligible" } : candidate;

/** The maxima that were reached; where climbs may end short of them, what they would have ended in. */
export const reachedOf = (
  { reached }: Ends,
  { shortfall = 0 }: Pick<ClimbOptions, "shortfall">,
): readonly Reached[] => (shortfall > 0 ? reached.map(asIfCertified) : reached);
