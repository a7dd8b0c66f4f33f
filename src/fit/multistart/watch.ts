import type { Problem } from "../problem/problem.js";

/** How far the search of a fit has come. */
export interface FitProgress {
  /** Climbs that have ended, on parts of large data as well. */
  readonly climbed: number;
  /** Starts that are to be climbed from so far; more are drawn until enough of them agree. */
  readonly starts: number;
  /** The highest log-likelihood that was reached on all the data; null before the first. */
  readonly logLik: number | null;
}

/** Counts the starts and the climbs of a search, and tells whoever asked for it. */
export interface Watch {
  readonly drawn: (starts: number) => void;
  /** A climb on all or a part of the data has ended at that mean log-likelihood. */
  readonly ended: (problem: Problem, value: number) => void;
}

/** The watch over a search of a problem; what `tell` throws ends the search. */
export function watchOf(whole: Problem, tell: (progress: FitProgress) => void): Watch {
  let [starts, climbed] = [0, 0];
  let best = Number.NEGATIVE_INFINITY;
  return {
    drawn: (more) => {
      starts += more;
    },
    ended: (problem, value) => {
      climbed++;
      if (problem === whole) best = Math.max(best, value);
      tell({ climbed, starts, logLik: best === Number.NEGATIVE_INFINITY ? null : whole.logLikOf(best) });
    },
  };
}
