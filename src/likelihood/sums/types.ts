import type { Workspace } from "../../numeric/kernels.js";
import type { Slot } from "../../params/layout.js";

/** A basis as neighbouring blocks: its `size` functions from `rows` on, a block of ones first for an intercept. */
export interface BasisAt {
  readonly intercept: boolean;
  readonly rows: number;
  readonly size: number;
  /** Where its columns are, the ones left out. */
  readonly columns: readonly number[];
}

/** A free slot: its predictor u, with the derivative w_u of the term that it feeds. */
export interface Active {
  readonly slot: Slot;
  readonly basis: BasisAt;
  readonly eta: number;
  readonly derivative: number;
  /** Whether w_u is 1, as where the term is the predictor itself: `derivative` is then a block of ones, which all share. */
  readonly unit: boolean;
  /** The block of the second derivative in u and another predictor of the same family; 0 where it vanishes. */
  readonly second: (v: Slot) => number;
}

/** Which free slots: those of the gating, of the experts, or all. */
export type Part = Slot["part"] | "all";
export const isIn = (part: Part, { slot }: Active): boolean => part === "all" || slot.part === part;

/** The blocks from which sums are made, and room for them. */
export interface SumsSetup {
  /** The free slots, those of an expert side by side. */
  readonly active: readonly Active[];
  /** Where the weights of each expert are: responsibilities r and gate weights p. */
  readonly weights: readonly Readonly<Record<Weights, number>>[];
  /** The same times the case weights; where there are none, the same blocks. */
  readonly counted: readonly Readonly<Record<Weights, number>>[];
  /** The block of case weights, where there are any. */
  readonly cases: number | undefined;
  /** Take blocks, and room for sums, of the workspace. */
  readonly blocks: (count: number) => number;
  readonly doubles: (count: number) => number;
}

/** With the responsibilities r all slots take part, with the gate weights p those of the gating. */
export type Weights = "r" | "p";

/**
 * Sums over the samples from which score and Hessian are made, on one workspace. With weights q (r or p), w_u the derivative
 * of a term in predictor u of expert i, and phi_u its basis:
 *   score      sum q_i w_u phi_u;
 *   curvature  sum q_i ((1 - q_i) w_u w_v + w_uv) phi_u phi_v' for u and v of one expert, and
 *              - sum q_i w_u q_j w_v phi_u phi_v' for u and v of different ones;
 *   second     sum r_i w_uv phi_u phi_v' for u and v of one expert.
 * The Hessian is the curvature with weights r less that with weights p; the EM criterion's has `second` in place of the former.
 * Sums with the weights p are subtracted. All functions add the first m samples of the present block.
 */
export interface Sums {
  /** Called first in each block: turns derivatives in predictors into derivatives in coefficients, in place; `second`: the second ones too. */
  readonly prepare: (part: Part, second: boolean, m: number) => void;
  readonly addScore: (weights: Weights, part: Part, m: number) => void;
  /** Called after `addScore` with the same weights of all slots that take part, as is `addSecond`. */
  readonly addCurvature: (weights: Weights, m: number) => void;
  readonly addSecond: (part: Slot["part"], m: number) => void;
}

/** The offset of a sum, and the coefficient a of slot u whose score it is. */
export interface SumAt {
  readonly at: number;
  readonly sign: 1 | -1;
  readonly u: Active;
  readonly a: number;
}

/** The offset of a sum that is an entry (a, b) of the Hessian; `both`: it is entry (b, a) as well. */
export interface ProductAt extends SumAt {
  readonly v: Active;
  readonly b: number;
  readonly both: boolean;
}

/** Sums that wait for their workspace to be opened. */
export interface SumsPlan {
  readonly scores: readonly SumAt[];
  readonly products: readonly ProductAt[];
  /** Whether the score in a gate's parameters makes q_i of an expert counted itself; else it is to be made before. */
  readonly counts: (kind: Weights, atom: number) => boolean;
  readonly on: (workspace: Workspace) => Sums;
}
