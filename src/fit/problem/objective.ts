import type { Likelihood } from "../../likelihood/likelihood.js";
import type { PenaltyTerm, PenaltyTerms } from "./penalty.js";

/** How an objective differs from the log-likelihood. */
export interface Restriction {
  /** The entries of theta that stay as they are. */
  readonly fixed: readonly number[];
  readonly penalty: PenaltyTerms;
}

/**
 * What a fit maximises, as a likelihood: the log-likelihood and a penalty, whose terms are of the gate's or of the experts'
 * parameters alone, so that each is a term of one part of the EM criterion too. Everything that climbs a likelihood so climbs the
 * objective. Rows and single terms (`rowScores`, `terms`, `occupancy`) are those of the likelihood. In entries that stay as they are an
 * M-step's derivatives say that there is nothing to gain; experts with such entries have no closed form.
 */
export function objectiveOf(likelihood: Likelihood, { fixed, penalty }: Restriction): Likelihood {
  const { gating, experts, variance } = penalty;
  const both = [...gating, ...experts];
  if (fixed.length === 0 && both.length === 0) return likelihood;
  const { gateSize, n, maximiseExperts, ...plain } = likelihood;
  const isClosed = fixed.every((j) => j < gateSize);
  return {
    ...plain,
    n,
    gateSize,
    evaluate: (theta, order, score, hessian) =>
      likelihood.evaluate(theta, order, score, hessian) + added(both, theta, 0, score, hessian),
    responsibilities: (theta, r, selected) =>
      likelihood.responsibilities(theta, r, selected) + added(both, theta, 0),
    expectation: (theta, r, part, score, hessian) => {
      const sum = likelihood.expectation(theta, r, part, score, hessian);
      const derived = part === "all" ? both : gating;
      added(derived, theta, 0, score, hessian);
      hold(fixed, n, score, hessian);
      return sum + added(both, theta, 0);
    },
    gateCriterion: (theta, given, order, score, hessian) =>
      likelihood.gateCriterion(theta, given, order, score, hessian) + added(gating, theta, 0, score, hessian),
    expertCriterion: (theta, given, order, score, hessian) =>
      likelihood.expertCriterion(theta, given, order, score, hessian) +
      added(experts, theta, gateSize, score, hessian),
    ...(maximiseExperts && isClosed
      ? { maximiseExperts: (theta, r, bounds) => maximiseExperts(theta, r, bounds, variance) }
      : {}),
  };
}

const added = (
  terms: readonly PenaltyTerm[],
  theta: Float64Array,
  from: number,
  gradient?: Float64Array,
  hessian?: Float64Array,
): number => terms.reduce((sum, term) => sum + term(theta, from, gradient, hessian), 0);

/** Makes a step in entries that stay as they are 0, and those in the others as if these were not there. */
function hold(fixed: readonly number[], n: number, score: Float64Array, hessian: Float64Array): void {
  const p = score.length;
  for (const j of fixed) {
    if (j >= p) continue;
    score[j] = 0;
    for (let i = 0; i < p; i++) hessian[j * p + i] = hessian[i * p + j] = 0;
    hessian[j * p + j] = -n;
  }
}
