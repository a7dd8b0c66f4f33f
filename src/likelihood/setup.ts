import type { Basis, Expert, Gating, Predictor } from "../family.js";
import type { Engine } from "../numeric/kernels.js";
import type { Layout } from "../params/layout.js";

/** What a likelihood is made of: a model, and data in the units of theta. */
export interface LikelihoodSetup {
  readonly gating: Gating;
  readonly expert: Expert;
  readonly layout: Layout;
  /** The columns on which a predictor is linear, over all samples. */
  readonly basisOf: (predictor: Predictor) => Basis;
  readonly y: Float64Array;
  /** Added to the first predictor of every expert. */
  readonly offset?: Float64Array | undefined;
  /** How often each sample counts. */
  readonly weights?: Float64Array | undefined;
  /** Other than the fastest. */
  readonly engine?: Engine | undefined;
}
