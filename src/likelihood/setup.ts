import type { Basis, Gating, Predictor } from "../family.js";
import type { Engine } from "../numeric/kernels.js";
import type { Layout } from "../params/layout.js";

/** What a likelihood is made of: a model, and data in the units of theta. */
export interface LikelihoodSetup {
  readonly gating: Gating;
  readonly layout: Layout;
  /** The columns on which a predictor is linear, over all samples. */
  readonly basisOf: (predictor: Predictor) => Basis;
  readonly y: Float64Array;
  /** What stands beside each response, where families have a companion (see `Expert`). */
  readonly companion?: Float64Array | undefined;
  /** Added to the first predictor of every expert. */
  readonly offset?: Float64Array | undefined;
  /** How often each sample counts. */
  readonly weights?: Float64Array | undefined;
  /**
   * Where some responses cannot come from some experts: for each expert a column that is added to its log densities, 0 where it can give
   * the response and `impossible` where it cannot; undefined for an expert that can give all.
   */
  readonly masks?: readonly (Float64Array | undefined)[] | undefined;
  /** Other than the fastest. */
  readonly engine?: Engine | undefined;
}
