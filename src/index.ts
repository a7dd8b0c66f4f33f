export { type Activation, activationByName, activations } from "./activations/index.js";
export { gaussHermiteSolution } from "./algebra/gaussHermite.js";
export { independence } from "./algebra/independence.js";
export { interaction } from "./algebra/interaction.js";
export { polynomialResidual } from "./algebra/polynomialResidual.js";
export { rbar } from "./algebra/rbar.js";
export { hellinger } from "./density/hellinger.js";
export { totalVariation } from "./density/totalVariation.js";
export { uniformLaw } from "./density/uniformLaw.js";
export { binomial } from "./experts/binomial.js";
export { gaussian } from "./experts/gaussian.js";
export { experts } from "./experts/index.js";
export { multinomialLogistic } from "./experts/multinomialLogistic.js";
export { pointMass } from "./experts/pointMass.js";
export { poisson } from "./experts/poisson.js";
export { studentT } from "./experts/studentT.js";
export type {
  Basis,
  Bounds,
  Expert,
  Family,
  FamilyOptions,
  FieldSpec,
  Gating,
  Order,
  Predictor,
  Selection,
  Term,
  Transform,
} from "./family.js";
export * from "./fit/index.js";
export { activationDenseToSparse } from "./gatings/activationDenseToSparse.js";
export { denseToSparse } from "./gatings/denseToSparse.js";
export { gatings } from "./gatings/index.js";
export { modifiedSoftmax } from "./gatings/modifiedSoftmax.js";
export { softmax } from "./gatings/softmax.js";
export { topK } from "./gatings/topK.js";
export * from "./losses/index.js";
export { type DatasetOptions, dataset, type Numbers } from "./model/dataset.js";
export { type AnyModel, type Model, type MoeOptions, moe } from "./model/model.js";
export type { Inputs, Intercept } from "./model/parts.js";
export { classProbabilities, type Prediction, type PredictOptions, predict } from "./model/predict.js";
export { type RowOptions, type SampleOptions, sample } from "./model/sample.js";
export type { Factory, OptionDeclaration, OptionDeclarations } from "./params/options.js";
export { defaultBounds, type ParameterSet, type Range } from "./params/parameterSet.js";
export { given, grid, normalDesign, parseDesign, uniform } from "./random/designs.js";
export { normal } from "./random/normal.js";
export { stream } from "./random/stream.js";
export { expertByName, expertOf, gatingByName, gatingOf, modelOf } from "./registry.js";
export type {
  AnyParams,
  Conditional,
  ConditionalDensity,
  Design,
  ExpertsParams,
  FamilyParams,
  Field,
  GateBlocks,
  MixingMeasure,
  Params,
  RandomSource,
  Sample,
  Status,
  Support,
  Uniform,
} from "./types.js";
