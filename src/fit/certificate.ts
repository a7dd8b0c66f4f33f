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
 * The smallest effective number of observations for an expert with q parameters to be believed: ten per
 * parameter, a tenth of the sample if that is less, and never below two per parameter. Among n observations some
 * dozen always lie close to a line by chance, and an expert of tiny variance there beats the regular maximum.
 */
export const leastSupport = (q: number, n: number) => Math.max(2 * q, Math.min(10 * q, n / 10));

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
  const responsibilities = Array.from({ length: k }, () => new Float64Array(n));
  likelihood.responsibilities(state.theta, responsibilities);
  const support = responsibilities.map((r) => r.reduce((sum, rt) => sum + rt, 0));
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
  const least = leastSupport(expertSize(problem), n);
  const starved = k > 1 && support.some((count) => count < least);
  let otherwise: Status = flat > 0 ? "singular" : "converged";
  if (varianceAtBound || support.some((count) => count < leastSupport(expertSize(problem), 0)))
    otherwise = "collapsed";
  else if (state.score > scoreTolerance || maxEigenvalue > flatness) otherwise = "maxSteps";
  else if (atBound.length > 0) otherwise = "boundary";
  return { certificate, status: starved ? "collapsed" : otherwise, otherwise };
}

const expertSize = ({ coordinates: { layout } }: Problem) =>
  layout.slots
    .filter(({ part, atom }) => part === "experts" && atom === 0)
    .reduce((p, { length }) => p + length, 0);
