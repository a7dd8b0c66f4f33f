import type { PredictionOf } from "../family.js";
import type { Params, Prediction } from "../types.js";
import { checkNames } from "../words/names.js";
import { checkModel, type Model } from "./model.js";
import { checkRows } from "./rows.js";

export interface PredictOptions {
  /** The offset of each row (see `Sample`); 0 if not given. */
  readonly offset?: ArrayLike<number>;
}

/**
 * Prediction of the response at rows of d inputs: the conditional mean sum_i w_i(x) m_i(x), with gate weights w_i and the
 * means m_i of the experts, or, where the experts' laws have no mean but live on values, the probabilities of these. Throws
 * if they have neither, as Cauchy laws, if the parameters do not suit the model, or if a row has another number of inputs:
 * `invalid rows[3]; 2 inputs expected: 1`.
 */
export function predict<M extends Model>(
  model: M,
  params: Params,
  rows: readonly (readonly number[])[],
  options?: PredictOptions,
): PredictionOf<M["expert"]>;
export function predict(
  model: Model,
  params: Params,
  rows: readonly (readonly number[])[],
  options: PredictOptions = {},
): Prediction {
  checkModel(model);
  checkNames("predict", options, ["offset"]);
  const { offset } = options;
  if (model.expert.mean) {
    const [gate, means] = [model.gate(params), model.means(params)];
    checkRows(model, rows, offset);
    return { kind: "mean", mean: rows.map((x, t) => meanOf(gate(x), means(x, offset?.[t]))) };
  }
  const { on, points } = model.expert.support(model.expert.predictors.map(() => 0));
  if (on !== "values")
    throw new Error(
      `no prediction; the expert ${model.expert.name} states no mean, and its response is no class`,
    );
  const conditional = model.conditional(params);
  checkRows(model, rows, offset);
  const probabilities = rows.map((x, t) => {
    const { logDensity } = conditional(x, offset?.[t]);
    return points.map((value) => Math.exp(logDensity(value)));
  });
  return { kind: "classes", probabilities };
}

/**
 * P(Y = s + 1 | x) at rows of d inputs: `classProbabilities(...)[row][s]`; each row sums to 1. Throws as `predict`
 * does, and for experts whose response is no class.
 */
export function classProbabilities(
  model: Model,
  params: Params,
  rows: readonly (readonly number[])[],
): number[][] {
  const prediction = predict(model, params, rows);
  if (prediction.kind === "classes") return prediction.probabilities;
  throw new Error(`no class probabilities; the response of the expert ${model.expert.name} is a number`);
}

/** A mean may be too large for a number; an expert of weight 0 does not count all the same. */
const meanOf = (weights: readonly number[], means: readonly number[]): number =>
  weights.reduce((sum, weight, i) => (weight > 0 ? sum + weight * means[i] : sum), 0);
