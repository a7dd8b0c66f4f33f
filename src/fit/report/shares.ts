import type { AnyParams } from "../../types.js";
import type { Problem } from "../problem/problem.js";

/** How the observations are shared among the experts: one number for each expert and observation. */
export interface Shares {
  readonly weights: readonly Float64Array[];
  readonly responsibilities: readonly Float64Array[];
}

/** The gate weights and the responsibilities of all observations. */
export function sharesOf(
  { model, likelihood, coordinates, sample: { n } }: Problem,
  params: AnyParams,
): Shares {
  const table = () => Array.from({ length: model.k }, () => new Float64Array(n));
  const [weights, responsibilities] = [table(), table()];
  const selected = model.selected === undefined ? undefined : weights.map(() => new Uint8Array(n));
  const theta = coordinates.toTheta(params);
  likelihood.terms.scores(theta, weights);
  likelihood.responsibilities(theta, responsibilities, selected);
  for (let t = 0; t < n; t++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const [i, scores] of weights.entries()) {
      if (selected?.[i][t] === 0) scores[t] = Number.NEGATIVE_INFINITY;
      if (scores[t] > largest) largest = scores[t];
    }
    let sum = 0;
    for (const scores of weights) {
      scores[t] = Math.exp(scores[t] - largest);
      sum += scores[t];
    }
    for (const scores of weights) scores[t] /= sum;
  }
  return { weights, responsibilities };
}

/**
 * A share below this counts as none. Were all shares between two experts smaller, the log-likelihood would change by no more than this
 * for each observation next to the border, however much steeper the gate became: the data say nothing of its steepness.
 */
export const noShare = 1e-3;
