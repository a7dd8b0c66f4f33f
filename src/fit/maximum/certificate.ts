import { largestEigenvalue } from "../../numeric/symmetricEigen.js";
import { isConcave } from "../../numeric/trustRegion.js";
import { defaultBounds } from "../../params/parameterSet.js";
import type { Status } from "../../types.js";
import { allowanceOf, leastObservations } from "../problem/chance.js";
import type { LocalMaximum, TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { flatEigenvalue, scoreTolerance } from "../problem/tolerances.js";

/**
 * What is known of the point that a fit returns, in the units of the parameter set's box (as a rule standardised: inputs and
 * response with mean 0 and standard deviation 1; mean log-likelihood). They are the Karush-Kuhn-Tucker conditions of a maximum over that
 * box, first and second order.
 */
export interface Certificate {
  /** Max-norm of the mean score over the parameters that no bound holds. */
  readonly score: number;
  /** Largest eigenvalue of the mean Hessian in those parameters (the reduced Hessian, where a bound holds others). */
  readonly maxEigenvalue: number;
  /** Number of flat directions: eigenvalues of that Hessian within 1e-7 of zero. */
  readonly flat: number;
  /**
   * The flat directions: eigenvectors of the Hessian, of length 1, as far as their entries exceed 0.001. In them
   * the data say nothing of the parameters.
   */
  readonly flatDirections: readonly Readonly<Record<string, number>>[];
  /**
   * The eigenvalue of that Hessian nearest to zero among those that are not flat, in absolute value: the information of one
   * observation in the direction of which the data say least. Null where there is none.
   */
  readonly leastInformation: number | null;
  /** Names of the parameters on which no density depends (the temperature of a plain temperature gate): they stay as they began. */
  readonly unidentified: readonly string[];
  /**
   * Number of ties between the ranks of a top-K gate on which the point lies: the log-likelihood is lower beyond each.
   * Score, eigenvalues and flat directions are then those along the ties, and across them the
   * score points outwards. 0 for other gates.
   */
  readonly ties: number;
  /** Names of the parameters that a bound holds: the log-likelihood would grow beyond it. */
  readonly atBound: readonly string[];
  /** How fast the mean log-likelihood would grow beyond the bound, for each parameter that one holds: the multipliers, all positive. */
  readonly multipliers: Readonly<Record<string, number>>;
  /** The effective number of observations of each expert: its sum of responsibilities. */
  readonly observations: readonly number[];
}

/**
 * What kind of point a candidate is: a maximum whose experts all have enough observations; one at which an expert of the least variance
 * follows many different responses exactly, as a rule without noise does; no maximum; or collapsed.
 */
export type Kind = "eligible" | "exact" | "maxSteps" | "collapsed";

/** A local maximum with what is known of it: one of those among which a fit chooses (see `byPreference`). */
export interface Candidate {
  readonly maximum: LocalMaximum;
  readonly kind: Kind;
  /** Made when it is asked for, since its spectrum costs more than all else: that of most candidates never is. */
  readonly certificate: () => Certificate;
  readonly status: () => Status;
  /** The effective number of observations of each expert. */
  readonly observations: readonly number[];
  /** The nats that chance may have given it (see `allowanceOf`). */
  readonly allowance: number;
}

/** Certifies a local maximum: what first and second order and the number of observations say of it. */
export function certify(problem: Problem, maximum: LocalMaximum): Candidate {
  const { state } = maximum;
  const occupancy = problem.likelihood.occupancy(state.theta);
  const observations = occupancy.map((one) => one.observations);
  const { collapsed, nats } = allowanceOf(problem, occupancy);
  const held = problem.choice === "weighed" ? atLeastVariance(problem, state) : [];
  const kind = collapsed
    ? "collapsed"
    : held.length > 0
      ? heldKind(problem, state, held)
      : kindOf(problem, state);
  const certificate = () => certificateOf(problem, state, observations);
  const status = () =>
    kind === "eligible" ? statusOf(certificate()) : kind === "exact" ? "collapsed" : kind;
  return { maximum, kind, certificate, status, observations, allowance: nats };
}

/** Whether a point is a maximum over the parameter set, as far as first and second order tell; not where the likelihood is 0. */
function kindOf({ logLikOf }: Problem, state: TiedState): Kind {
  if (logLikOf(state.value) === Number.NEGATIVE_INFINITY) return "maxSteps";
  if (!(state.score <= scoreTolerance)) return "maxSteps";
  const concave = state.ties
    ? largestEigenvalue(state.eigen) <= flatEigenvalue
    : isConcave(state, flatEigenvalue);
  return concave ? "eligible" : "maxSteps";
}

/** The status of a maximum. */
function statusOf({ atBound, flat }: Certificate): Status {
  if (atBound.length > 0) return "boundary";
  return flat > 0 ? "singular" : "converged";
}

function certificateOf(
  { coordinates: { names }, unidentified }: Problem,
  { score, eigen, free, held, gradient, ties = 0 }: TiedState,
  observations: readonly number[],
): Certificate {
  const isFlat = (value: number) => Math.abs(value) <= flatEigenvalue;
  const flatDirections = eigen.vectors
    .filter((_, i) => isFlat(eigen.values[i]))
    .map((vector) => named(vector, free, names));
  const curved = [...eigen.values].filter((value) => !isFlat(value)).map(Math.abs);
  return {
    score,
    maxEigenvalue: largestEigenvalue(eigen),
    flat: flatDirections.length,
    flatDirections,
    leastInformation: curved.length > 0 ? Math.min(...curved) : null,
    unidentified: unidentified.map((j) => names[j]),
    ties,
    atBound: held.map((j) => names[j]),
    multipliers: Object.fromEntries(held.map((j) => [names[j], Math.abs(gradient[j])])),
    observations,
  };
}

/** The experts that the least variance holds which any data may have; one that was declared is a bound like any other. */
const atLeastVariance = (
  { coordinates: { layout }, low }: Problem,
  { theta, held }: TiedState,
): readonly number[] =>
  layout.slots.flatMap(({ predictor, offset, atom }) =>
    predictor.bound === "logVariance" &&
    held.includes(offset) &&
    theta[offset] <= low[offset] &&
    low[offset] === defaultBounds.logVariance[0]
      ? [atom]
      : [],
  );

/**
 * Whether experts at the least variance are exact: each has enough different responses, counted by their values, to be estimated.
 * A value that repeats is a point mass, not a line. Such a point is no maximum of the likelihood, which grows without limit, but no chance
 * either: among n continuous responses no 2 q lie on a surface of q - 1 coefficients.
 */
function heldKind(problem: Problem, { theta }: TiedState, held: readonly number[]): Kind {
  const { model, sample, likelihood } = problem;
  const r = Array.from({ length: model.k }, () => new Float64Array(sample.n));
  likelihood.responsibilities(theta, r);
  const exact = held.every((expert) => {
    const values = sample.y.filter((_, t) => r[expert][t] > 0.5);
    return new Set(values).size >= leastObservations(problem, expert);
  });
  return exact ? "exact" : "collapsed";
}

/** The entries of a direction that matter, by the names of their parameters. */
const named = (vector: Float64Array, free: readonly number[], names: readonly string[]) =>
  Object.fromEntries(
    free.flatMap((j, a) => (Math.abs(vector[a]) > 1e-3 ? [[names[j], vector[a]] as const] : [])),
  );
