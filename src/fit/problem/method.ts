import type { Ascent, AscentState } from "./ascent.js";
import type { LocalMaximum } from "./point.js";
import type { Problem } from "./problem.js";

/**
 * How starts become maxima: what is done to a start, which ascent climbs from it, and on how much of the data. There is one
 * method for smooth likelihoods and one for those of gates that leave experts out.
 */
export interface Method {
  /** Starts are prepared on at most so many observations, drawn at random. */
  readonly warmSize: number;
  /** What makes of starts the points from which climbs begin, the most promising first where not all are worth a climb. */
  readonly warm: (problem: Problem, starts: readonly Float64Array[], key: string) => readonly Float64Array[];
  /** For n observations the random starts of each round, of which more follow until one maximum has drawn nearly all. */
  readonly rounds: (n: number) => readonly number[];
  /** The parts of n observations on which starts climb before they do on all; for `own` starts, given by the user. */
  readonly rungs: (n: number, own?: number) => readonly Rung[];
  /** From how many points a rough fit climbs. */
  readonly roughClimbs: number;
  /** The ascent; `key` names the random numbers of one that searches at random. */
  readonly ascent: (problem: Problem, key: string) => Ascent<AscentState>;
  /** A last look about the best maximum found, where that can find a higher one; the same one if it does not. */
  readonly polish?: (problem: Problem, best: LocalMaximum, maxSteps: number, key: string) => LocalMaximum;
}

/** Climbs on a random part of the data, of which the best go on (successive halving). */
export interface Rung {
  /** Names the random part. */
  readonly name: string;
  /** Number of its observations. */
  readonly size: number;
  /** So many nats may be missing at the end of a climb. */
  readonly missing: number;
  /** A climb that is not going to come among so many is pruned. */
  readonly places: number;
  /** So many maxima go on, of those at most `within` nats below the highest. */
  readonly survivors: number;
  readonly within: number;
}
