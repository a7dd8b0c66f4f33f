import type { BoxState } from "../../numeric/trustRegion.js";

/** A point on the way of an ascent: theta and its mean log-likelihood, selection and all. */
export interface Iterate {
  readonly theta: Float64Array;
  readonly value: number;
}

/**
 * A point with what first and second order say of it. Where it lies on ties of a top-K gate's ranks, score, spectrum and
 * free parameters are those of the directions that leave every tie as it is.
 */
export interface TiedState extends BoxState {
  /** Number of ties on which the point lies, beyond which the log-likelihood is lower. */
  readonly ties?: number;
}

/** A point from which a climb begins. */
export interface Start {
  readonly theta: Float64Array;
  /**
   * How many independent starts it stands for: those that were found to lead to the same point. 0 for one that other maxima led to: it counts
   * only where it leads to a maximum that nothing else led to.
   */
  readonly hits: number;
  /** How many EM steps prepare it. */
  readonly emSteps: number;
}

/** Where an ascent has ended, and how many steps led there. */
export interface LocalMaximum {
  readonly state: TiedState;
  readonly steps: number;
}
