import type { Model } from "../src/index.js";

/** Passes over the data by order (0: log-likelihood, 1: and score, 2: and Hessian), in units of `n` samples. */
export type Passes = [number, number, number];

/**
 * The same model, whose likelihoods count their passes: one over part of the data counts as that part. What a pass costs
 * depends on the machine, how many are needed does not. Passes of EM steps and of models that a fit makes itself
 * (fewer experts) are not counted.
 */
export function counting(model: Model, n: number): { readonly model: Model; readonly passes: Passes } {
  const passes: Passes = [0, 0, 0];
  const bind: Model["bind"] = (...args) => {
    const bound = model.bind(...args);
    const { likelihood } = bound;
    const evaluate: typeof likelihood.evaluate = (theta, order, score, hessian) => {
      passes[order] += likelihood.n / n;
      return likelihood.evaluate(theta, order, score, hessian);
    };
    return { ...bound, likelihood: { ...likelihood, evaluate } };
  };
  return { model: { ...model, bind }, passes };
}
