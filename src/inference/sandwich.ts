import type { Covariance } from "../fit/index.js";
import type { TiedState } from "../fit/problem/point.js";
import type { Problem } from "../fit/problem/problem.js";
import { covarianceOf } from "../fit/report/covariance.js";
import type { Model } from "../model/model.js";
import type { Sample } from "../types.js";
import { type FittedPoint, pointOf } from "./point.js";

/**
 * The sandwich covariance matrix of a fit (Huber 1967, White 1982): A^-1 B A^-1, with A the observed information and B = sum_t s_t s_t' of the
 * scores s_t of single observations. It holds also where the model is wrong (other errors, other variances), the parameters then being
 * those of the density of the model that comes nearest to the law of the data; observations must be independent. No correction for small
 * samples (HC0 of least squares). The parameters, and those without a covariance, are those of `Covariance`.
 * Throws where the fit is not one of the model on this sample.
 */
export function sandwich(model: Model, sample: Sample, fit: FittedPoint): Covariance {
  const { problem, state } = pointOf(model, sample, fit);
  return covarianceOf(problem, state, (_, n) => sandwichOf(problem, state, n));
}

/** A^-1 B A^-1 along the directions of the spectrum of the mean Hessian: entry i, j is sum_t g_ti g_tj / (n lambda_i n lambda_j). */
function sandwichOf(problem: Problem, state: TiedState, n: number): number[][] {
  const { values } = state.eigen;
  const scores = directionScores(problem, state);
  return values.map((p, i) =>
    values.map((q, j) => scores[i].reduce((sum, g, t) => sum + g * scores[j][t], 0) / (n * p * n * q)),
  );
}

/** The scores of the observations along each direction of the spectrum. */
function directionScores({ likelihood }: Problem, { theta, free, eigen }: TiedState): Float64Array[] {
  const scores = Array.from({ length: likelihood.size }, () => new Float64Array(likelihood.n));
  likelihood.rowScores(theta, scores);
  return eigen.vectors.map((vector) => {
    const along = new Float64Array(likelihood.n);
    vector.forEach((v, a) => {
      const own = scores[free[a]];
      for (let t = 0; t < along.length; t++) along[t] += v * own[t];
    });
    return along;
  });
}
