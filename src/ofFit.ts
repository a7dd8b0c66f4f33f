import type { AnyModel, Model } from "./model/model.js";
import type { Inputs } from "./model/parts.js";
import { type PredictOptions, predict as predictBy } from "./model/predict.js";
import {
  type Predictive,
  type PredictiveOfObserved,
  type PredictiveOptions,
  predictive as predictiveBy,
} from "./model/predictive/predictive.js";
import { modelOf } from "./registry.js";
import type {
  AnyParams,
  ClassPrediction,
  ExpertsParams,
  FamilyParams,
  MeanPrediction,
  Params,
  Prediction,
} from "./types.js";

/** What a fit tells of its model, as JSON and `structuredClone` keep it: the estimate, and which inputs the parts see. */
export interface Fitted<Experts extends ExpertsParams = ExpertsParams> {
  readonly params: Params<Experts>;
  readonly inputs: Inputs;
}

/** What is predicted by experts with parameters of this type. */
type PredictedWith<Experts> = Experts extends { readonly name: infer Name extends string }
  ? Name extends "multinomialLogistic"
    ? ClassPrediction
    : MeanPrediction
  : Prediction;

/** Whether what is given is no model, and has what a fit has: its own model is then to be made anew. */
const isFitted = (given: unknown): given is Fitted =>
  typeof given === "object" && given !== null && "params" in given && "inputs" in given && !("bind" in given);

type Rows = readonly (readonly number[])[];

/**
 * Prediction at rows of d inputs, by a model and its parameters or by a fit, also one that JSON has kept: the conditional mean sum_i w_i(x) m_i(x),
 * or the probabilities of classes (see `model/predict.ts`). A fit knows its model by the names of its families, so that for one
 * of the caller's own families the model is needed. Throws if the parameters do not suit the model, or if a row has another number
 * of inputs: `invalid rows[3]; 2 inputs expected: 1`.
 *
 * @example
 * ```ts
 * import { fit, gaussian, moe, predict, sample, softmax, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
 * const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const result = fit(model, data);
 * predict(result, [[-0.5], [0.5]]).mean; // two conditional means
 * predict(model, truth, [[-0.5], [0.5]]); // those of the truth
 * ```
 */
export function predict<Predicted extends Prediction>(
  model: Model<ExpertsParams, FamilyParams, Predicted>,
  params: AnyParams,
  rows: Rows,
  options?: PredictOptions,
): Predicted;
export function predict<Experts extends ExpertsParams>(
  fit: Fitted<Experts>,
  rows: Rows,
  options?: PredictOptions,
): PredictedWith<Experts>;
export function predict(given: AnyModel | Fitted, ...rest: unknown[]): Prediction {
  const [model, params, rows, options] = isFitted(given)
    ? [modelOf(given), given.params, ...rest]
    : [given, ...rest];
  return predictBy(model as AnyModel, params as AnyParams, rows as Rows, options as PredictOptions);
}

/**
 * The predictive law at rows of inputs, by a model and its parameters or by a fit: moments, quantiles and intervals of the mixture, its experts
 * and their probabilities, and with responses also what these say (see `model/predictive/predictive.ts`).
 *
 * @example
 * ```ts
 * import { fit, modelOf, predictive, sample, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const model = modelOf(truth);
 * const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const result = fit(model, data);
 * const { mean, sd, intervals } = predictive(result, { rows: [[-0.5], [0.5]], intervals: [0.9] });
 * const [[low, high]] = intervals[0]; // at the first row
 * ```
 */
export function predictive(
  fit: Fitted,
  options: PredictiveOptions & { readonly y: ArrayLike<number> },
): PredictiveOfObserved;
export function predictive(fit: Fitted, options: PredictiveOptions): Predictive;
export function predictive(
  model: AnyModel,
  params: AnyParams,
  options: PredictiveOptions & { readonly y: ArrayLike<number> },
): PredictiveOfObserved;
export function predictive(model: AnyModel, params: AnyParams, options: PredictiveOptions): Predictive;
export function predictive(given: AnyModel | Fitted, ...rest: unknown[]): Predictive {
  const [model, params, options] = isFitted(given)
    ? [modelOf(given), given.params, ...rest]
    : [given, ...rest];
  return predictiveBy(model as AnyModel, params as AnyParams, options as PredictiveOptions);
}
