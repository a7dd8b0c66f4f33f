export { polynomialResidual } from "./algebra/polynomialResidual.js";
export { rbar } from "./algebra/rbar.js";
export { dataset } from "./dataset.js";
export { hellinger } from "./density/hellinger.js";
export { totalVariation } from "./density/totalVariation.js";
export { uniformLaw } from "./density/uniformLaw.js";
export { gaussian } from "./experts/gaussian.js";
export { experts } from "./experts/index.js";
export type { Basis, Bounds, Expert, Family, FieldSpec, Gating, Order, Predictor, Term } from "./family.js";
export * from "./fit/index.js";
export { gatings } from "./gatings/index.js";
export { softmax } from "./gatings/softmax.js";
export * from "./losses/index.js";
export { type Model, type MoeSpec, moe } from "./model.js";
export { expertByName, gatingByName, modelOf } from "./named.js";
export { given, grid, normalDesign, parseDesign, uniform } from "./random/designs.js";
export { normal } from "./random/normal.js";
export { stream } from "./random/stream.js";
export { type SampleOptions, sample } from "./sample.js";
export type {
  Conditional,
  ConditionalDensity,
  Design,
  FamilyParams,
  Field,
  MixingMeasure,
  Params,
  Sample,
  Status,
  Support,
  Uniform,
} from "./types.js";
