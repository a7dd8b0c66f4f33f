import type { BoxState } from "../numeric/trustRegion.js";
import type { Status } from "../types.js";
import type { Problem } from "./problem.js";

/**
 * What is known of the point that a fit returns, in standardised units (inputs and response with mean 0 and
 * standard deviation 1; mean log-likelihood).
 */
export interface Certificate {
  /** Max-norm of the mean score over the parameters that no bound holds. */
  readonly score: number;
  /** Largest eigenvalue of the mean Hessian in those parameters. */
  readonly maxEigenvalue: number;
  /** Number of flat directions: eigenvalues within `flatness` of zero. */
  readonly flat: number;
  /** Names of the parameters that stand at a bound. */
  readonly atBound: readonly string[];
  /** The effective number of observations of each expert: its sum of responsibilities. */
  readonly support: readonly number[];
}

/** A mean score below this is zero. */
export const scoreTolerance = 1e-8;
/** An eigenvalue of the mean Hessian this close to zero is a flat direction (standardised units). */
export const flatness = 1e-7;

/**
 * Among n observations some dozen always lie close to a line by chance, and an expert of tiny variance on
 * them beats the regular maximum. An expert with q parameters is taken for such if it has fewer than ten
 * observations per parameter (or than a tenth of all, if that is less) and explains them better than the
 * model explains the others by more than a nat each: for a Gaussian, with less than an eighth of the variance.
 * With fewer than two observations per parameter it is not believed in any case. The numbers are a judgement, set
 * after looking at simulated likelihoods; they follow from no theorem.
 */
const doubtful = { perParameter: 10, share: 0.1, advantage: 1 } as const;
const leastPerParameter = 2;

/**
 * Judges a point: its certificate and status. `otherwise` is the status that it would have if an expert on few
 * observations were believed.
 */
export function certify(
  problem: Problem,
  state: BoxState,
): { certificate: Certificate; status: Status; otherwise: Status } {
  const { model, likelihood, n, coordinates, low, high } = problem;
  const k = model.experts;
  const occupancy = likelihood.occupancy(state.theta);
  const support = occupancy.map((expert) => expert.support);
  const { values } = state.eigen;
  const maxEigenvalue = values.length === 0 ? Number.NEGATIVE_INFINITY : values[values.length - 1];
  const flat = values.filter((value) => Math.abs(value) <= flatness).length;
  const atBound: string[] = [];
  let varianceAtBound = false;
  for (const { predictor, atom, offset, length, part } of coordinates.layout.slots) {
    for (let j = offset; j >= 0 && j < offset + length; j++) {
      if (state.theta[j] > low[j] && state.theta[j] < high[j]) continue;
      atBound.push(`${part}[${atom}].${predictor.name}[${j - offset}]`);
      if (predictor.bound === "logVariance") varianceAtBound = true;
    }
  }
  const certificate = { score: state.score, maxEigenvalue, flat, atBound, support };
  const q = expertSize(problem);
  const starved = k > 1 && support.some((count) => count < leastPerParameter * q);
  const few = Math.min(doubtful.perParameter * q, doubtful.share * n);
  const doubted = occupancy.some(
    ({ support: count, logDensity }, i) =>
      count < few && logDensity > meanBeside(occupancy, i) + doubtful.advantage,
  );
  let otherwise: Status = flat > 0 ? "singular" : "converged";
  if (varianceAtBound || starved) otherwise = "collapsed";
  else if (state.score > scoreTolerance || maxEigenvalue > flatness) otherwise = "maxSteps";
  else if (atBound.length > 0) otherwise = "boundary";
  return { certificate, status: doubted ? "collapsed" : otherwise, otherwise };
}

/** The mean log density of all experts but i over their observations. */
function meanBeside(occupancy: ReturnType<Problem["likelihood"]["occupancy"]>, i: number): number {
  const others = occupancy.filter((_, j) => j !== i);
  const total = others.reduce((sum, { support }) => sum + support, 0);
  return others.reduce((sum, { support, logDensity }) => sum + support * logDensity, 0) / total;
}

/** Number of parameters of one expert. */
export const expertSize = ({ coordinates: { layout } }: Problem) =>
  layout.slots
    .filter(({ part, atom }) => part === "experts" && atom === 0)
    .reduce((p, { length }) => p + length, 0);
