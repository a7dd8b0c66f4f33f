import type { Problem } from "./problem.js";

/** How many observations each expert has, and how well it explains them: see `Likelihood.occupancy`. */
export type Occupancy = ReturnType<Problem["likelihood"]["occupancy"]>;

/**
 * Among n observations some dozen always lie close to a line by chance, and an expert of tiny variance on
 * them beats the regular maximum. An expert with q parameters is called spurious if it has fewer than ten
 * observations per parameter (or fewer than a tenth of all, if that is less) and explains its observations better than
 * the other experts explain theirs by more than a nat each: for a Gaussian, with less than an eighth of the variance.
 * The three numbers are a judgement, set after looking at simulated likelihoods; they follow from no theorem.
 */
const spuriousExpert = { perParameter: 10, share: 0.1, advantage: 1 } as const;
/** An expert with fewer observations per parameter has too few to be estimated at all. */
const leastPerParameter = 2;

/** Why a point may be no maximum that the data call for. */
export interface Degeneracy {
  /** Some expert has fewer than two observations per parameter. */
  readonly tooFew: boolean;
  /** Some expert explains few observations much better than the others explain theirs, as chance can arrange. */
  readonly spurious: boolean;
}

/**
 * Whether a point is degenerate, given how many observations each expert has and how well it explains them. No point of a
 * bounded likelihood is, since only densities with a scale have spurious maxima. An expert that a selection leaves out
 * everywhere has no observations that it could explain well or badly, so it is passed over.
 */
export function degeneracyOf(problem: Problem, occupancy: Occupancy): Degeneracy {
  const { model, n } = problem;
  if (isBounded(problem)) return { tooFew: false, spurious: false };
  const q = expertSize(problem);
  const present =
    model.selected !== undefined ? occupancy.filter(({ observations }) => observations > 0) : occupancy;
  const few = Math.min(spuriousExpert.perParameter * q, spuriousExpert.share * n);
  return {
    tooFew: model.experts > 1 && present.some(({ observations }) => observations < leastPerParameter * q),
    spurious: present.some(
      ({ observations, logDensity }, i) =>
        observations < few && logDensity > meanBeside(present, i) + spuriousExpert.advantage,
    ),
  };
}

/** Whether a point is degenerate in either way. */
export function isDegenerate(problem: Problem, theta: Float64Array): boolean {
  const { tooFew, spurious } = degeneracyOf(problem, problem.likelihood.occupancy(theta));
  return tooFew || spurious;
}

/** Whether the likelihood is bounded over all parameters: that of experts without a scale is. */
export const isBounded = ({ model: { expert } }: Problem): boolean =>
  !expert.predictors.some(({ bound }) => bound === "logVariance");

/** The mean log density of all experts but i over their observations. */
function meanBeside(occupancy: Occupancy, i: number): number {
  const others = occupancy.filter((_, j) => j !== i);
  const total = others.reduce((sum, { observations }) => sum + observations, 0);
  return others.reduce((sum, { observations, logDensity }) => sum + observations * logDensity, 0) / total;
}

/** Number of parameters that one more expert adds to a model: those of an expert, and of a gate that is not pinned. */
export const addedSize = ({ coordinates: { layout } }: Problem): number =>
  layout.slots
    .filter(({ atom, predictor }) => atom === 0 && !predictor.shared && predictor.fixed === undefined)
    .reduce((p, { length }) => p + length, 0);

/** Number of parameters of one expert. */
export const expertSize = ({ coordinates: { layout } }: Problem): number =>
  layout.slots
    .filter(({ part, atom, offset }) => part === "experts" && atom === 0 && offset >= 0)
    .reduce((p, { length }) => p + length, 0);
