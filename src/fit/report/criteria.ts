import type { Problem } from "../problem/problem.js";

/** Information criteria, smaller is better; p free parameters, l the log-likelihood. */
export interface Criteria {
  /** -2 l + 2 p. */
  readonly aic: number;
  /** -2 l + p log n. */
  readonly bic: number;
  /** BIC plus twice the entropy of the responsibilities, -2 sum_t sum_i r_i log r_i. */
  readonly icl: number;
}

/** AIC (Akaike 1974), BIC (Schwarz 1978) and ICL (Biernacki, Celeux, Govaert 2000) at theta. */
export function criteriaOf({ likelihood, model, n }: Problem, theta: Float64Array, logLik: number): Criteria {
  const responsibilities = Array.from({ length: model.experts }, () => new Float64Array(n));
  likelihood.responsibilities(theta, responsibilities);
  let entropy = 0;
  for (const r of responsibilities)
    for (let t = 0; t < n; t++) if (r[t] > 0) entropy -= r[t] * Math.log(r[t]);
  const bic = -2 * logLik + model.size * Math.log(n);
  return { aic: -2 * logLik + 2 * model.size, bic, icl: bic + 2 * entropy };
}
