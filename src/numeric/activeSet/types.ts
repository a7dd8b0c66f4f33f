import type { SymmetricEigen } from "../symmetricEigen.js";
import type { BoxProblem } from "../trustRegion.js";

/**
 * A function to maximise over a box that is smooth within cells. A cell is bounded by faces, where a smooth function, the
 * gap of the face, is 0; within the cell it is positive. From one cell to the next the value may jump.
 */
export interface PiecewiseProblem<Face> extends BoxProblem {
  /** The value alone. */
  readonly valueAt: (theta: Float64Array) => number;
  /** The gap of a face at theta, near it, with its derivatives in new arrays (Hessian row major). */
  readonly gapAt: (face: Face, theta: Float64Array) => Gap;
  /**
   * The first face that the straight way from theta to `there` leads through, and the share of the way up to it, if that is
   * less than `before`; undefined if there is none. A face to whose gap the way makes no difference is not met.
   */
  readonly firstFace: (
    theta: Float64Array,
    there: Float64Array,
    before: number,
  ) => { readonly face: Face; readonly share: number } | undefined;
  /** Parameters that stay as they are, since the value within a cell does not depend on them. */
  readonly fixed: readonly number[];
}

/** The gap of a face at a point. */
export interface Gap {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** What counts as zero. */
export interface ActiveSetTolerances {
  /** Newton steps are made until the projected score is at most this. */
  readonly target: number;
  /** At a maximum the projected score is at most this. */
  readonly score: number;
  /** At a maximum no multiplier is below minus this. */
  readonly multiplier: number;
  /** Constraints are dropped only where the projected score is at most this: multipliers are not to be trusted elsewhere. */
  readonly dropping: number;
  /** At a maximum no eigenvalue in the tangent space is larger than this. */
  readonly curvature: number;
  /** Relative differences of values below this are rounding. */
  readonly rounding: number;
  /** On a face the gap is this: more than rounding, so that the point lies in its cell, and less than matters. */
  readonly clearance: number;
}

/** A parameter at a side of the box: side 1 for the upper one. */
export interface Bound {
  readonly parameter: number;
  readonly side: 1 | -1;
}
/** A face to which a point keeps, since the value is lower beyond it. */
export interface OnFace<Face> {
  readonly face: Face;
}
export type Constraint<Face> = Bound | OnFace<Face>;

/** Where the search stands. */
export interface ActiveSetState<Face> {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** The constraints on which the point lies and which the next step keeps to. */
  readonly active: readonly Constraint<Face>[];
  /** How far a Newton step may go. */
  readonly radius: number;
  /** Whether no move is left. */
  readonly stalled: boolean;
}

/** What first and second order say of a point, and whether it is a local maximum. */
export interface Optimality<Face> {
  /**
   * Whether the point is a local maximum, jumps and all, as far as the tolerances tell: the projected score vanishes, the
   * spectrum has no positive eigenvalue, no multiplier is negative, and beyond each active face the value is lower.
   */
  readonly isMaximum: boolean;
  readonly faces: readonly Face[];
  /** Parameters held at active bounds, and all others. */
  readonly held: readonly number[];
  readonly free: readonly number[];
  /** Largest entry of the gradient's projection onto the tangent space of the active constraints. */
  readonly score: number;
  /** Spectrum of the Lagrangian's Hessian in the tangent space; vectors in the free parameters. */
  readonly eigen: SymmetricEigen;
  /** For each active constraint, in their order, how fast the value would grow across it were there no jump. */
  readonly multipliers: readonly number[];
}

/** An iterative method: `init` a state, `step` until it is `done`; `judge` says what the point is, at any time. */
export interface ActiveSetMethod<Face> {
  readonly init: (theta: Float64Array) => ActiveSetState<Face>;
  readonly step: (state: ActiveSetState<Face>) => ActiveSetState<Face>;
  readonly done: (state: ActiveSetState<Face>) => boolean;
  readonly judge: (state: ActiveSetState<Face>) => Optimality<Face>;
}

/** A problem with its tolerances. */
export interface ActiveSetSetting<Face> {
  readonly problem: PiecewiseProblem<Face>;
  readonly tolerances: ActiveSetTolerances;
}
