import type { Gating, Predictor } from "../../family.js";

/** The predictor that is a gating's score, up to a selection: that of a linear gating, or else one that is affine; undefined if there is none. */
export const scorePredictor = ({
  predictors,
  fields,
  logWeight,
  linear,
  homogeneous,
}: Gating): Predictor | undefined =>
  linear || homogeneous
    ? predictors[fields[logWeight].predictor as number]
    : predictors.find(({ basis, shared }) => basis === "affine" && !shared);
