import type { Model } from "../../src/model/model.js";
import { type SymmetricEigen, symmetricEigen } from "../../src/numeric/symmetricEigen.js";
import type { Params } from "../../src/types.js";
import { type Law, modelAt, nodesOf } from "./nodes.js";

/** The Fisher information of one observation. */
export interface FisherInformation {
  /** What the rows are called; variances and a temperature are on the log scale. */
  readonly names: readonly string[];
  /** Row major, in the model's free parameters. */
  readonly matrix: Float64Array;
  /** Its spectrum, smallest eigenvalue first: a zero is a direction that no data can tell. */
  readonly eigen: SymmetricEigen;
}

/**
 * The Fisher information per observation at `params`, E_X E_{Y|X} [score score'], for X of the given law: by
 * quadrature in y (for classes the exact sum), so without sampling noise. Where the gate is not smooth in x (top-K)
 * the law's panels must part at the jumps. Throws if `params` is not a point of the model.
 */
export function fisherInformation(model: Model, params: Params, law: Law): FisherInformation {
  model.check(params);
  const nodes = nodesOf(model, params, law);
  const { names, toTheta, evaluate } = modelAt(model, nodes);
  const { logDensity, scores } = evaluate(toTheta(params));
  const mass = nodes.weights.map((weight, t) => weight * Math.exp(logDensity[t]));
  const p = names.length;
  const matrix = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < mass.length; t++) sum += mass[t] * scores[i][t] * scores[j][t];
      matrix[i * p + j] = matrix[j * p + i] = sum;
    }
  return { names, matrix, eigen: symmetricEigen(matrix, p) };
}
