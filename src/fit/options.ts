import type { Bounds } from "../family.js";
import type { Params } from "../types.js";

/** How a model is fitted. */
export interface FitOptions {
  /** `newton` (default): to a certified maximum. `em`: the EM algorithm alone, stopped by its rule. */
  readonly method?: "newton" | "em";
  /** Any string or number; the same seed gives the same fit. */
  readonly seed?: string | number;
  /**
   * Number of random starts; as many more insert an expert into a fit of k - 1. If not given: 24 starts in all where one
   * maximum draws nearly all of them, else up to 120 (48 above 4000 observations, and with a top-K gate); for `em` 10 random ones.
   */
  readonly starts?: number;
  /**
   * Starting points to be used in place of random ones. Where there are several, and more than 10,000 observations, climbs begin on
   * 10,000 of these; from 40,000 observations on only the better half of the points is climbed from on all. With a top-K gate all climb
   * on all observations.
   */
  readonly start?: Params | readonly Params[];
  /** Bounds of the parameter set in standardised units; what is not given is as in `defaultBounds`. */
  readonly bounds?: Partial<Bounds>;
  /** EM stops when the log-likelihood changes by less than this times its size; 1e-10 if not given. */
  readonly tolerance?: number;
  /** Most steps from one start: 500 for Newton's method, 20000 for EM, if not given. */
  readonly maxSteps?: number;
}
