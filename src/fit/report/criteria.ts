import type { Problem } from "../problem/problem.js";

/** Information criteria, smaller is better; p parameters that can be identified, l the log-likelihood. */
export interface Criteria {
  /** The number p: free parameters without those on which no density of the model depends. */
  readonly identified: number;
  /** -2 l + 2 p. */
  readonly aic: number;
  /** -2 l + p log n. */
  readonly bic: number;
  /** BIC plus twice the entropy of the responsibilities, -2 sum_t sum_i r_i log r_i. */
  readonly icl: number;
}

/** AIC (Akaike 1974), BIC (Schwarz 1978) and ICL (Biernacki, Celeux, Govaert 2000) at theta. */
export function criteriaOf(problem: Problem, theta: Float64Array, logLik: number): Criteria {
  const { likelihood, model, n, sample } = problem;
  const { weights } = sample;
  const responsibilities = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  likelihood.responsibilities(theta, responsibilities);
  let entropy = 0;
  for (const r of responsibilities)
    for (let t = 0; t < r.length; t++)
      if (r[t] > 0) entropy -= (weights === undefined ? 1 : weights[t]) * r[t] * Math.log(r[t]);
  const identified = identifiedSize(problem);
  const bic = -2 * logLik + identified * Math.log(n);
  return { identified, aic: -2 * logLik + 2 * identified, bic, icl: bic + 2 * entropy };
}

/**
 * The number of parameters that data can identify. A temperature that divides the whole score cannot be. Where one expert is
 * selected its weight is 1, and the gate counts by the order of its ranks alone: with ranks by slopes their common scale and all
 * intercepts are lost, and with one input all but the order of the slopes, which is no dimension; with ranks by scores the common scale.
 */
function identifiedSize({ model, fixed, likelihood: { gateSize } }: Problem): number {
  const { gating, k, columns, selected, size } = model;
  if (selected !== 1) return size - fixed.length;
  const affine = gating.linear || gating.homogeneous;
  if (!affine || gating.selection === undefined) return size - fixed.length;
  const d = columns.gating.length;
  const hasIntercept = gating.selection.rank === "score" && model.intercept.gating;
  const ranks = hasIntercept ? (k - 1) * (d + 1) - 1 : d === 1 ? 0 : (k - 1) * d - 1;
  const inGate = fixed.filter((j) => j < gateSize).length;
  return size - gateSize - (fixed.length - inGate) + Math.min(gateSize - inGate, Math.max(0, ranks));
}
