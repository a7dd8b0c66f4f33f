import { largestEigenvalue } from "../../numeric/symmetricEigen.js";
import type { Status } from "../../types.js";
import { degeneracyOf, isBounded } from "../problem/degenerate.js";
import type { LocalMaximum, TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { flatEigenvalue, scoreTolerance } from "../problem/tolerances.js";

/**
 * What is known of the point that a fit returns, in standardised units (inputs and response with mean 0 and
 * standard deviation 1; mean log-likelihood).
 */
export interface Certificate {
  /** Max-norm of the mean score over the parameters that no bound holds. */
  readonly score: number;
  /** Largest eigenvalue of the mean Hessian in those parameters. */
  readonly maxEigenvalue: number;
  /** Number of flat directions: eigenvalues within 1e-7 of zero. */
  readonly flat: number;
  /**
   * The flat directions: eigenvectors of the Hessian, of length 1, as far as their entries exceed 0.001. In them
   * the data say nothing of the parameters.
   */
  readonly flatDirections: readonly Readonly<Record<string, number>>[];
  /**
   * Number of ties between the ranks of a top-K gate on which the point lies: the log-likelihood is lower beyond each.
   * Score, eigenvalues and flat directions are then those along the ties, and across them the
   * score points outwards. 0 for other gates.
   */
  readonly ties: number;
  /** Names of the parameters that stand at a bound. */
  readonly atBound: readonly string[];
  /** The effective number of observations of each expert: its sum of responsibilities. */
  readonly observations: readonly number[];
}

/** A local maximum with what is known of it: one of those among which a fit chooses (see `chooseMaximum`). */
export interface Candidate {
  readonly maximum: LocalMaximum;
  readonly certificate: Certificate;
  readonly status: Status;
  /** The status if spurious experts were allowed (see `Degeneracy`). */
  readonly ifNotSpurious: Status;
  /** Whether a gate is at its bound, and so as sharp as a step, while the likelihood is unbounded. */
  readonly stepGate: boolean;
}

/** Certifies a local maximum: what first and second order and the number of observations say of it. */
export function certify(problem: Problem, maximum: LocalMaximum): Candidate {
  const { state } = maximum;
  const occupancy = problem.likelihood.occupancy(state.theta);
  const atBound = parametersAtBound(problem, state.theta);
  const certificate = certificateOf(problem, state, {
    atBound: atBound.map(({ name }) => name),
    observations: occupancy.map(({ observations }) => observations),
  });
  const { tooFew, spurious } = degeneracyOf(problem, occupancy);
  const touches = (bound: string) => atBound.some((one) => one.bound === bound);
  const ifNotSpurious = tooFew || touches("logVariance") ? "collapsed" : statusOf(certificate);
  return {
    maximum,
    certificate,
    status: spurious ? "collapsed" : ifNotSpurious,
    ifNotSpurious,
    stepGate: touches("gate") && !isBounded(problem),
  };
}

/** The status that first and second order and the bounds give. */
function statusOf({ score, maxEigenvalue, atBound, flat }: Certificate): Status {
  if (score > scoreTolerance || maxEigenvalue > flatEigenvalue) return "maxSteps";
  if (atBound.length > 0) return "boundary";
  return flat > 0 ? "singular" : "converged";
}

function certificateOf(
  { coordinates: { names } }: Problem,
  { score, eigen, free, ties = 0 }: TiedState,
  known: Pick<Certificate, "atBound" | "observations">,
): Certificate {
  const flatDirections = eigen.vectors
    .filter((_, i) => Math.abs(eigen.values[i]) <= flatEigenvalue)
    .map((vector) => named(vector, free, names));
  return {
    score,
    maxEigenvalue: largestEigenvalue(eigen),
    flat: flatDirections.length,
    flatDirections,
    ties,
    ...known,
  };
}

/** The parameters that stand at a bound, and which entry of `Bounds` that is. */
function parametersAtBound({ coordinates: { layout }, low, high }: Problem, theta: Float64Array) {
  return layout.slots.flatMap(({ predictor, atom, offset, length, part }) => {
    if (offset < 0 || (predictor.shared && atom > 0)) return [];
    return Array.from({ length }, (_, c) => c)
      .filter((c) => !(theta[offset + c] > low[offset + c] && theta[offset + c] < high[offset + c]))
      .map((c) => ({ name: `${part}[${atom}].${predictor.name}[${c}]`, bound: predictor.bound }));
  });
}

/** The entries of a direction that matter, by the names of their parameters. */
const named = (vector: Float64Array, free: readonly number[], names: readonly string[]) =>
  Object.fromEntries(
    free.flatMap((j, a) => (Math.abs(vector[a]) > 1e-3 ? [[names[j], vector[a]] as const] : [])),
  );
