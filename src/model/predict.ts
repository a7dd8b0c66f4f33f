import { MoestatError } from "../error.js";
import type { AnyParams, ExpertsParams, FamilyParams, Prediction } from "../types.js";
import { checkNames } from "../words/names.js";
import { checkMeans } from "./checks.js";
import { type AnyModel, checkModel, type Model } from "./model.js";
import { type BesideRows, besideRowNames, checkRows } from "./rows.js";

/** What the rows have beside their inputs. */
export type PredictOptions = BesideRows;

/**
 * Prediction of the response at rows of d inputs: the conditional mean sum_i w_i(x) m_i(x), with gate weights w_i and the
 * means m_i of the experts, or, where the experts' laws have no mean but live on values, the probabilities of these. Throws
 * if they have neither, as Cauchy laws, if the parameters do not suit the model, or if a row has another number of inputs:
 * `invalid rows[3]; 2 inputs expected: 1`.
 */
export function predict<Predicted extends Prediction>(
  model: Model<ExpertsParams, FamilyParams, Predicted>,
  params: AnyParams,
  rows: readonly (readonly number[])[],
  options?: PredictOptions,
): Predicted;
export function predict(
  model: AnyModel,
  params: AnyParams,
  rows: readonly (readonly number[])[],
  options: PredictOptions = {},
): Prediction {
  checkModel(model);
  checkNames("predict", options, besideRowNames);
  const { offset, trials } = options;
  const { families } = model;
  const without = families.find(({ mean }) => mean === undefined);
  if (without === undefined) {
    const [gate, means] = [model.gate(params), model.means(params)];
    checkRows(model, rows, { offset, trials });
    const mean = rows.map((x, t) => {
      const ofExperts = means(x, offset?.[t], trials?.[t]);
      checkMeans(t, ofExperts);
      const without = ofExperts.findIndex(Number.isNaN);
      if (without >= 0)
        throw new MoestatError(
          `no prediction at rows[${t}]; the law of experts[${without}] has no mean: ${families[without].name}`,
        );
      return meanOf(gate(x), ofExperts);
    });
    return { kind: "mean", mean };
  }
  const { on, points } = without.support(without.predictors.map(() => 0));
  if (on !== "values")
    throw new MoestatError(
      `no prediction; the expert ${without.name} states no mean, and its response is no class`,
    );
  const conditional = model.conditional(params);
  checkRows(model, rows, { offset, trials });
  const probabilities = rows.map((x, t) => {
    const { logDensity } = conditional(x, offset?.[t], trials?.[t]);
    return points.map((value) => Math.exp(logDensity(value)));
  });
  return { kind: "classes", probabilities };
}

/**
 * P(Y = s + 1 | x) at rows of d inputs: `classProbabilities(...)[row][s]`; each row sums to 1. Throws as `predict`
 * does, and for experts whose response is no class.
 */
export function classProbabilities(
  model: AnyModel,
  params: AnyParams,
  rows: readonly (readonly number[])[],
): number[][] {
  const prediction = predict(model, params, rows);
  if (prediction.kind === "classes") return prediction.probabilities;
  throw new MoestatError(
    `no class probabilities; the response of the expert ${model.families[0].name} is a number`,
  );
}

/** A mean may be too large for a number; an expert of weight 0 does not count all the same. */
const meanOf = (weights: readonly number[], means: readonly number[]): number =>
  weights.reduce((sum, weight, i) => (weight > 0 ? sum + weight * means[i] : sum), 0);
