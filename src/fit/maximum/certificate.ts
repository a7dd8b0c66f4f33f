import type { Status } from "../../types.js";
import type { Problem } from "../problem/problem.js";
import type { TiedState } from "../topK/cells.js";

/**
 * What is known of the point that a fit returns, in standardised units (inputs and response with mean 0 and
 * standard deviation 1; mean log-likelihood).
 */
export interface Certificate {
  /** Max-norm of the mean score over the parameters that no bound holds. */
  readonly score: number;
  /** Largest eigenvalue of the mean Hessian in those parameters. */
  readonly maxEigenvalue: number;
  /** Number of flat directions: eigenvalues within `flatEigenvalue` of zero. */
  readonly flat: number;
  /**
   * The flat directions: eigenvectors of the Hessian, of length 1, as far as their entries exceed 0.001. In them
   * the data say nothing of the parameters.
   */
  readonly flatDirections: readonly Readonly<Record<string, number>>[];
  /**
   * Number of ties of a top-K gate's selection on which the point lies: ties between ranks beyond which the
   * log-likelihood is lower. Score, eigenvalues and flat directions are then those along the ties, and across them the
   * score points outwards. 0 for other gates.
   */
  readonly ties: number;
  /** Names of the parameters that stand at a bound. */
  readonly atBound: readonly string[];
  /** The effective number of observations of each expert: its sum of responsibilities. */
  readonly observations: readonly number[];
}

/** A mean score below this is zero. */
export const scoreTolerance = 1e-8;
/** An eigenvalue of the mean Hessian this close to zero is a flat direction (standardised units). */
export const flatEigenvalue = 1e-7;

/**
 * Among n observations some dozen always lie close to a line by chance, and an expert of tiny variance on
 * them beats the regular maximum. An expert with q parameters is taken for such if it has fewer than ten
 * observations per parameter (or than a tenth of all, if that is less) and explains them better than the
 * model explains the others by more than a nat each: for a Gaussian, with less than an eighth of the variance.
 * With fewer than two observations per parameter it is not chooseMaximum in any case. The numbers are a judgement, set
 * after looking at simulated likelihoods; they follow from no theorem.
 */
const doubtful = { perParameter: 10, share: 0.1, advantage: 1 } as const;
const leastPerParameter = 2;

/**
 * Judges a point: its certificate and status. `otherwise` is the status that it would have if an expert on few
 * observations were chooseMaximum. `stepGate`: an unbounded likelihood at a bound of the gate, a gate as sharp as a step.
 */
export function certify(
  problem: Problem,
  state: TiedState,
): { certificate: Certificate; status: Status; otherwise: Status; stepGate: boolean } {
  const { likelihood, coordinates, low, high } = problem;
  const occupancy = likelihood.occupancy(state.theta);
  const observations = occupancy.map((expert) => expert.observations);
  const { values } = state.eigen;
  const maxEigenvalue = values.length === 0 ? Number.NEGATIVE_INFINITY : values[values.length - 1];
  const flatDirections = state.eigen.vectors
    .filter((_, i) => Math.abs(values[i]) <= flatEigenvalue)
    .map((vector) => named(vector, state.free, coordinates.names));
  const flat = flatDirections.length;
  const atBound: string[] = [];
  let varianceAtBound = false;
  let gateAtBound = false;
  for (const { predictor, atom, offset, length, part } of coordinates.layout.slots) {
    if (predictor.shared && atom > 0) continue;
    for (let j = offset; j >= 0 && j < offset + length; j++) {
      if (state.theta[j] > low[j] && state.theta[j] < high[j]) continue;
      atBound.push(`${part}[${atom}].${predictor.name}[${j - offset}]`);
      if (predictor.bound === "logVariance") varianceAtBound = true;
      if (predictor.bound === "gate") gateAtBound = true;
    }
  }
  const certificate = {
    score: state.score,
    maxEigenvalue,
    flat,
    flatDirections,
    ties: state.ties ?? 0,
    atBound,
    observations,
  };
  const { tooFew, spurious, bounded } = degeneracyOf(problem, occupancy);
  let otherwise: Status = flat > 0 ? "singular" : "converged";
  if (varianceAtBound || tooFew) otherwise = "collapsed";
  else if (state.score > scoreTolerance || maxEigenvalue > flatEigenvalue) otherwise = "maxSteps";
  else if (atBound.length > 0) otherwise = "boundary";
  return {
    certificate,
    status: spurious ? "collapsed" : otherwise,
    otherwise,
    stepGate: gateAtBound && !bounded,
  };
}

/**
 * Whether some expert rests on so few observations that it is not chooseMaximum (`tooFew`), or spurious; neither where the
 * likelihood is `bounded`, since only that of a density with a scale has such maxima. An expert that a selection leaves
 * out everywhere explains nothing, well or ill: the data do not tell of it, and it is passed over.
 */
export function degeneracyOf(
  problem: Problem,
  occupancy: Occupancy,
): { tooFew: boolean; spurious: boolean; bounded: boolean } {
  const { model, n } = problem;
  const q = expertSize(problem);
  const bounded = !model.expert.predictors.some(({ bound }) => bound === "logVariance");
  const present = model.gating.selection
    ? occupancy.filter(({ observations }) => observations > 0)
    : occupancy;
  const few = Math.min(doubtful.perParameter * q, doubtful.share * n);
  return {
    bounded,
    tooFew:
      !bounded &&
      model.experts > 1 &&
      present.some(({ observations }) => observations < leastPerParameter * q),
    spurious:
      !bounded &&
      present.some(
        ({ observations, logDensity }, i) =>
          observations < few && logDensity > meanBeside(present, i) + doubtful.advantage,
      ),
  };
}
/** Whether the experts at theta are such that it would be taken for collapsed. */
export function isDegenerate(problem: Problem, theta: Float64Array): boolean {
  const { tooFew, spurious } = degeneracyOf(problem, problem.likelihood.occupancy(theta));
  return tooFew || spurious;
}
type Occupancy = ReturnType<Problem["likelihood"]["occupancy"]>;

/** The entries of a direction that matter, by the names of their parameters. */
const named = (vector: Float64Array, free: readonly number[], names: readonly string[]) =>
  Object.fromEntries(
    free.flatMap((j, a) => (Math.abs(vector[a]) > 1e-3 ? [[names[j], vector[a]] as const] : [])),
  );

/** The mean log density of all experts but i over their observations. */
function meanBeside(occupancy: Occupancy, i: number): number {
  const others = occupancy.filter((_, j) => j !== i);
  const total = others.reduce((sum, { observations }) => sum + observations, 0);
  return others.reduce((sum, { observations, logDensity }) => sum + observations * logDensity, 0) / total;
}

/** Number of parameters of one expert. */
export const expertSize = ({ coordinates: { layout } }: Problem) =>
  layout.slots
    .filter(({ part, atom, offset }) => part === "experts" && atom === 0 && offset >= 0)
    .reduce((p, { length }) => p + length, 0);
