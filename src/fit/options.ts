import type { Bounds } from "../family.js";
import type { Params } from "../types.js";

/** How a model is fitted. */
export interface FitOptions {
  /** `newton` (default): to a certified maximum. `em`: the EM algorithm alone, stopped by its rule. */
  readonly method?: "newton" | "em";
  /** Any string or number; the same seed gives the same fit. */
  readonly seed?: string | number;
  /**
   * Number of random starts; as many more insert an expert into the fit of k - 1. If not given: 24 in all, where
   * one maximum draws nearly all of them, and up to 120 (48 above 4000 observations) where there are several; for `em` 10 random ones.
   */
  readonly starts?: number;
  /**
   * Own starting points, used instead of random ones. Several climb on 10,000 of the observations first, if there are more,
   * and from 40,000 on only the better half of them on all.
   */
  readonly start?: Params | readonly Params[];
  /** Bounds of the parameter set in standardised units; what is not given is as in `defaultBounds`. */
  readonly bounds?: Partial<Bounds>;
  /** EM stops when the log-likelihood changes by less than this times its size; 1e-10 if not given. */
  readonly tolerance?: number;
  /** Most steps from one start: 500 for Newton's method, 20000 for EM, if not given. */
  readonly maxSteps?: number;
}
