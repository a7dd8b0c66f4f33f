import { logSumExp } from "../numeric/logSumExp.js";
import type { MixingMeasure } from "../types.js";
import { minimisePowers, type PowerTerm, termValue } from "./location.js";
import { fitMasses, misfits } from "./mass.js";
import { slopes, type Translations, weightRounding } from "./measure.js";
import type { AtomRule } from "./rules.js";
import { type Cells, minus } from "./voronoi.js";

/** A loss with its parts: the value is the sum of `distance` and `mass`, which have an entry per cell. */
export interface LossDetail {
  readonly value: number;
  /** Weighted distances of the cell's atoms from its true atom. */
  readonly distance: readonly number[];
  /** |sum of the cell's weights - e^{t1} * true weight|. */
  readonly mass: readonly number[];
  readonly cells: Cells;
  /** The t1 of the infimum; -Infinity if the infimum is approached as e^{t1} -> 0. */
  readonly t1: number;
  /** The t2 of the infimum, for the estimate as given and the truth pinned. */
  readonly t2: readonly number[];
}

/**
 * sum_j sum_{i in A_j} e^{beta0_i} rule_ij(t2) + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}| for the
 * cells at hand, with its infimum over t1 and t2 (`gate`) or over t1 (`mass`, t2 = 0), the estimate's weights
 * scaled to the total of the true ones; or as the two measures stand (`none`, t1 = 0 and t2 = 0).
 * t1 enters the masses only (a weighted median, exact) and t2 the distances only (a convex minimisation).
 */
export function cellLoss(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  cells: Cells,
  rule: AtomRule,
  translations: Translations | "none",
): LossDetail {
  const unit = logSumExp(truth.logWeights);
  const total = Math.exp(unit);
  // The gate of a step has weights beyond all numbers; infinity times a distance of 0 would be NaN.
  const scaled = (part: number) => (part === 0 ? 0 : total * part);
  const weights = weightsIn(translations === "none" ? unit : logSumExp(estimate.logWeights), estimate);
  const trueWeights = weightsIn(unit, truth);

  const masses = cells.map((cell) => cell.reduce((sum, i) => sum + weights[i], 0));
  const precision = weightRounding(estimate, truth);
  const { scale, misfit } =
    translations === "none"
      ? { scale: 1, misfit: misfits(masses, trueWeights, 1, precision) }
      : fitMasses(masses, trueWeights, precision);

  const centres = slopeDifferences(estimate, truth, cells);
  const costs = cells.map((cell, j) =>
    cell.map((i): { term?: PowerTerm; constant: number } => {
      const difference = (block: string) => minus(estimate.atoms[block][i], truth.atoms[block][j]);
      const { slope, constant } = rule(difference, cell.length);
      const weighted = { constant: weights[i] * constant };
      return slope ? { ...weighted, term: { weight: weights[i], centre: centres[i], ...slope } } : weighted;
    }),
  );
  const terms = costs.flatMap((cell) => cell.flatMap(({ term }) => term ?? []));
  const t2 =
    translations === "gate" && terms.length > 0 ? minimisePowers(terms) : truth.atoms[slopes][0].map(() => 0);

  const distance = costs.map((cell) =>
    cell.reduce((sum, { term, constant }) => sum + scaled((term ? termValue(term, t2) : 0) + constant), 0),
  );
  const mass = misfit.map(scaled);
  const value = [...distance, ...mass].reduce((sum, part) => sum + part, 0);
  return { value, distance, mass, cells, t1: Math.log(scale), t2 };
}

/** e^{log weight - unit}, but never infinite, since infinity times a distance of 0 would be NaN. */
const weightsIn = (unit: number, { logWeights }: MixingMeasure): number[] =>
  logWeights.map((value) => Math.min(Math.exp(value - unit), Number.MAX_VALUE));

/**
 * beta1_i - beta1*_j for each atom. Differences that are equal but for the rounding of a translation are
 * made exactly equal, so that copies of true atoms cost exactly 0 at the best t2.
 */
function slopeDifferences(estimate: MixingMeasure, truth: MixingMeasure, cells: Cells): number[][] {
  const fitted = estimate.atoms[slopes];
  const centres = truth.atoms[slopes];
  const rounding = 8 * Number.EPSILON * Math.max(...[...fitted, ...centres].flat().map(Math.abs), 0);
  const differences: number[][] = [];
  cells.forEach((cell, j) => {
    for (const i of cell) {
      const difference = minus(fitted[i], centres[j]);
      const equal = differences.find((other) =>
        other?.every((value, u) => Math.abs(value - difference[u]) <= rounding),
      );
      differences[i] = equal ?? difference;
    }
  });
  return differences;
}
