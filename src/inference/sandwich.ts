import { MoestatError } from "../error.js";
import type { Covariance } from "../fit/index.js";
import type { TiedState } from "../fit/problem/point.js";
import type { Problem } from "../fit/problem/problem.js";
import { covarianceOf } from "../fit/report/covariance.js";
import type { AnyModel } from "../model/model.js";
import type { Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { type FittedPoint, pointOf } from "./point.js";

/** What the weights of a sample are to the sandwich. */
export interface SandwichOptions {
  /**
   * `frequency` (default): how often each row was observed, so that B = sum_t w_t s_t s_t'. `sampling`: how many of a population each row stands
   * for, itself observed once: B = sum_t w_t^2 s_t s_t', which does not depend on the scale of the weights.
   */
  readonly weights?: "frequency" | "sampling";
}

/**
 * The sandwich covariance matrix of a fit (Huber 1967, White 1982): A^-1 B A^-1, with A the observed information and B = sum_t s_t s_t' of the
 * scores s_t of single observations. It holds also where the model is wrong (other errors, other variances), the parameters then being
 * those of the density of the model that comes nearest to the law of the data; observations must be independent. No correction for small
 * samples (HC0 of least squares). The parameters, and those without a covariance, are those of `Covariance`.
 * Throws where the fit is not one of the model on this sample.
 */
export function sandwich(
  model: AnyModel,
  sample: Sample,
  fit: FittedPoint,
  options: SandwichOptions = {},
): Covariance {
  checkNames("sandwich", options, ["weights"]);
  const { weights = "frequency" } = options;
  if (weights !== "frequency" && weights !== "sampling")
    throw new MoestatError(`unknown weights "${weights}"; known: frequency, sampling`);
  const { problem, state } = pointOf(model, sample, fit);
  const counts = problem.sample.weights?.map((w) => (weights === "frequency" ? Math.sqrt(w) : w));
  return covarianceOf(problem, state, (_, n) =>
    sandwichOf(directionScores(problem, state, counts), state, n),
  );
}

/** A^-1 B A^-1 along the directions of the spectrum of the mean Hessian: entry i, j is sum_t g_ti g_tj / (n lambda_i n lambda_j). */
const sandwichOf = (
  scores: readonly Float64Array[],
  { eigen: { values } }: TiedState,
  n: number,
): number[][] =>
  values.map((p, i) =>
    values.map((q, j) => scores[i].reduce((sum, g, t) => sum + g * scores[j][t], 0) / (n * p * n * q)),
  );

/** The scores of the rows along each direction of the spectrum, times a factor for each row. */
function directionScores(
  { likelihood, sample: { n } }: Problem,
  { theta, free, eigen }: TiedState,
  factors: Float64Array | undefined,
): Float64Array[] {
  const scores = Array.from(theta, () => new Float64Array(n));
  likelihood.rowScores(theta, scores);
  return eigen.vectors.map((vector) => {
    const along = new Float64Array(n);
    vector.forEach((v, a) => {
      const own = scores[free[a]];
      for (let t = 0; t < n; t++) along[t] += v * own[t];
    });
    return factors === undefined ? along : along.map((g, t) => g * factors[t]);
  });
}
