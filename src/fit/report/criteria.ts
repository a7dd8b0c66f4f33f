import type { Predictor } from "../../family.js";
import type { AnyModel } from "../../model/model.js";
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

/** The number of parameters on which the density depends: all that are free, but for those of the gate beyond what tells one gate from another. */
function identifiedSize({ model, fixed, likelihood: { gateSize } }: Problem): number {
  const inGate = fixed.filter((j) => j < gateSize).length;
  const outside = model.size - gateSize - (fixed.length - inGate);
  return outside + Math.min(gateSize - inGate, dimensionOfGates(model, gateSize));
}

/**
 * The dimension of the gates that the parameters give. A single expert has weight 1, and without inputs there are but k weights. A
 * temperature that divides the whole score is no parameter of its own (`Gating.homogeneous`). Where one expert is
 * selected its weight is 1, and the gate counts by the order of its ranks alone: a temperature is lost and, with ranks by slopes, all intercepts. With ranks by
 * linear slopes, or by scores that grow with these, their common scale and shift are lost as well, and with one input all but the
 * order of the slopes, which is no dimension; with ranks by linear scores the common scale.
 */
function dimensionOfGates(
  { gating, k, columns, intercept, layout, selected }: AnyModel,
  gateSize: number,
): number {
  const d = columns.gating.length;
  if (k === 1) return 0;
  if (d === 0) return k - 1;
  if (selected !== 1 || gating.selection === undefined) return gateSize;
  const bySlope = gating.selection.rank === "slope";
  const isLinear = gating.linear === true || gating.homogeneous === true;
  if (bySlope && (isLinear || gating.increasing)) return d === 1 ? 0 : (k - 1) * d - 1;
  if (isLinear) return intercept.gating ? (k - 1) * (d + 1) - 1 : d === 1 ? 0 : (k - 1) * d - 1;
  const isLost = ({ bound, basis }: Predictor) =>
    bound === "logTemperature" || (bySlope && bound === "gate" && basis === "constant");
  const slots = layout.slots.filter(({ part, offset }) => part === "gating" && offset >= 0);
  // A shared temperature is in the slots of all atoms.
  const kept = new Set(slots.filter(({ predictor }) => !isLost(predictor)).map(({ offset }) => offset));
  return slots.reduce((sum, { offset, length }) => sum + (kept.delete(offset) ? length : 0), 0);
}
