/**
 * Simulation and maximum-likelihood estimation of mixtures of experts.
 *
 * @module moestat
 */
export { type Activation, activationByName, activations } from "./activations/index.js";
export { gaussHermiteSolution } from "./algebra/gaussHermite.js";
export { independence } from "./algebra/independence.js";
export { interaction } from "./algebra/interaction.js";
export { polynomialResidual } from "./algebra/polynomialResidual.js";
export { rbar } from "./algebra/rbar.js";
export { hellinger } from "./density/hellinger.js";
export { totalVariation } from "./density/totalVariation.js";
export { uniformLaw } from "./density/uniformLaw.js";
export { type MistakeCode, MoestatError } from "./error.js";
export { type BinomialParams, binomial } from "./experts/binomial.js";
export { type GammaParams, gamma } from "./experts/gamma.js";
export { type GaussianParams, gaussian } from "./experts/gaussian.js";
export {
  experts as expertFamilies,
  /** @deprecated The name is `expertFamilies`. */
  experts,
} from "./experts/index.js";
export { type MultinomialLogisticParams, multinomialLogistic } from "./experts/multinomialLogistic.js";
export { type PointMassParams, pointMass } from "./experts/pointMass.js";
export { type PoissonParams, poisson } from "./experts/poisson.js";
export { type StudentTParams, studentT } from "./experts/studentT.js";
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
  VariancePrior,
} from "./family.js";
export * from "./fit/index.js";
export type { Argument, Expression, Formula } from "./formula/ast.js";
export { completeRows, type WithResponse } from "./formula/completeRows.js";
export { applyRecipe, type Design as FormulaDesign, designOf } from "./formula/design.js";
export { type FormulaData, formulaData } from "./formula/formulaData.js";
export { FormulaError, RowError, UnknownLevelError } from "./formula/formulaError.js";
export { parseFormula } from "./formula/parseFormula.js";
export type { Part as FormulaPart } from "./formula/part.js";
export { printFormula } from "./formula/print.js";
export type { Recipe, RecipeColumn, State as RecipeState } from "./formula/recipe.js";
export type { Response as FormulaResponse } from "./formula/response.js";
export {
  type ActivationDenseToSparseParams,
  activationDenseToSparse,
} from "./gatings/activationDenseToSparse.js";
export { type DenseToSparseParams, denseToSparse } from "./gatings/denseToSparse.js";
export { gatings } from "./gatings/index.js";
export { type ModifiedSoftmaxParams, modifiedSoftmax } from "./gatings/modifiedSoftmax.js";
export { type SoftmaxParams, softmax } from "./gatings/softmax.js";
export { type TopKParams, topK } from "./gatings/topK.js";
export {
  type Bootstrap,
  type BootstrapFitOptions,
  type BootstrapInterval,
  bootstrap,
  type RefitCounts,
  type RefitExecutor,
} from "./inference/bootstrap.js";
export { type BootstrapOptions, type BootstrapTest, bootstrapTest } from "./inference/bootstrapTest.js";
export { type Dendrogram, dendrogram, type Level, type Merge } from "./inference/dendrogram.js";
export { type Direction, informationDirections } from "./inference/directions.js";
export { type Evidence, evidence } from "./inference/evidence.js";
export { type Grown, type GrowOptions, grow } from "./inference/grow.js";
export { type Interval, type IntervalOptions, type Intervals, intervals } from "./inference/intervals.js";
export type { FittedPoint } from "./inference/point.js";
export { type Prior, weakPrior } from "./inference/prior.js";
export {
  type Profile,
  type ProfileEnd,
  type ProfileOptions,
  type ProfilePoint,
  profile,
} from "./inference/profile.js";
export type { Progress, Watch } from "./inference/progress.js";
export {
  type QuantilePlot,
  type QuantilePlotOptions,
  type QuantilePoint,
  quantilePlot,
} from "./inference/quantilePlot.js";
export { type Refit, type RefitPlan, refit } from "./inference/refit.js";
export { type SandwichOptions, sandwich } from "./inference/sandwich.js";
export {
  type Best,
  type Families,
  type SelectionTable,
  type SelectOptions,
  type SelectRow,
  select,
  type TestOptions,
} from "./inference/select.js";
export { informationSpectrum, type Spectrum } from "./inference/spectrum.js";
export * from "./losses/index.js";
export { type DatasetOptions, dataset, type InputColumns, type Numbers } from "./model/dataset.js";
export type { NumericMatrix } from "./model/matrix.js";
export { type AnyModel, type Model, type MoeOptions, moe } from "./model/model.js";
export type { Inputs, Intercept } from "./model/parts.js";
export { classProbabilities, type PredictOptions } from "./model/predict.js";
export { expertClasses } from "./model/predictive/expertClasses.js";
export type {
  Predictive,
  PredictiveOfObserved,
  PredictiveOptions,
} from "./model/predictive/predictive.js";
export { type RowOptions, type SampleOptions, sample } from "./model/sample.js";
export { type Fitted, predict, predictive } from "./ofFit.js";
export type { Fixed, FixedEntry, FixedFields } from "./params/fixed.js";
export type { Factory, OptionDeclaration, OptionDeclarations } from "./params/options.js";
export { defaultBounds, type ParameterSet, type Range } from "./params/parameterSet.js";
export { given, grid, normalDesign, parseDesign, uniform, uniformDesign } from "./random/designs.js";
export { normal } from "./random/normal.js";
export { stream } from "./random/stream.js";
export { expertByName, expertOf, gatingByName, gatingOf, modelOf } from "./registry.js";
export { withReferences } from "./table/factor.js";
export { type MissingCells, missingCells } from "./table/missing.js";
export type { Column, FactorColumn, NumericColumn, Table } from "./table/table.js";
export { type Cell, tableOf } from "./table/tableOf.js";
export type {
  AnyParams,
  ClassPrediction,
  Conditional,
  ConditionalDensity,
  Design,
  ExpertsParams,
  FamilyParams,
  Field,
  GateBlocks,
  MeanPrediction,
  MixingMeasure,
  Params,
  Prediction,
  RandomSource,
  Sample,
  Status,
  Support,
  Tail,
  Uniform,
} from "./types.js";
