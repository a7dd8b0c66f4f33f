import type { Ascent, AscentState } from "./ascent.js";
import type { LocalMaximum, Start } from "./point.js";
import type { Problem } from "./problem.js";

/**
 * How starts become maxima: what is done to a start, which ascent climbs from it, and on how much of the data. There is one
 * method for smooth likelihoods and one for those of gates that leave experts out.
 */
export interface Method {
  /** The most observations on which starts are prepared; of a larger sample a random part is taken. */
  readonly warmSize: number;
  /** Prepares starts: the points from which climbs begin, the most promising first where not all are worth a climb. */
  readonly warm: (problem: Problem, starts: readonly Start[], key: string) => readonly Start[];
  /** Numbers of random starts, round by round. The rounds end once enough starts agree on the maximum that is chosen. */
  readonly rounds: (problem: Problem) => readonly number[];
  /** The rungs that starts climb before they climb on all observations. `given`: the number of starts that the user gave. */
  readonly rungs: (problem: Problem, given?: number) => readonly Rung[];
  /** From how many points the rough fit of one expert less climbs, into which experts are inserted. */
  readonly roughClimbs: number;
  /** Ascents on a problem. `key` names the random numbers of one, where it searches at random. */
  readonly ascents: (problem: Problem) => (key: string) => Ascent<AscentState>;
  /** How experts are exchanged where two are of a kind. */
  readonly exchange: (problem: Problem) => Exchange;
  /** A last look around the chosen maximum, which may find a better one; returns `best` itself if it does not. */
  readonly polish?: (problem: Problem, best: LocalMaximum, maxSteps: number, key: string) => LocalMaximum;
  /** Whether that is also done where the user gave the starts. */
  readonly polishesGiven?: true;
}

/** When climbs from next to the best maxima, with one expert taken out and inserted elsewhere, take over, where, and for how long. */
export interface Exchange {
  /** After how many rounds, if they do not agree. */
  readonly afterRounds: number;
  /** Whether on all the data, or on the part on which a large sample is searched. */
  readonly onAll: boolean;
  /** They end after so many in turn without a better maximum, for each parameter and each expert but one. */
  readonly quietClimbs: number;
}

/** One stage of successive halving: climbs on a random part of the data, whose best maxima are climbed from on the next part. */
export interface Rung {
  /** Names the random part. */
  readonly name: string;
  /** Number of its observations. */
  readonly size: number;
  /** How many nats below its maximum a climb may end. */
  readonly shortfall: number;
  /** How many maxima are wanted: a climb that is not going to end among the highest `wanted` is pruned. */
  readonly wanted: number;
  /** The most maxima that the next stage climbs from, */
  readonly survivors: number;
  /** and how many nats they may be below the highest. */
  readonly within: number;
}
