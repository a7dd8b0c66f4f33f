import type { MixingMeasure } from "../types.js";
import { minimisePowers, type PowerTerm, termValue } from "./location.js";
import { fitMasses } from "./mass.js";
import { checkMeasures, logSumExp, representative, slopes, translate } from "./measure.js";
import { type Cells, minus, voronoiChoices } from "./voronoi.js";

/** Which parameters define the cells: the expert's (a, b, sigma2), or these and the gate slope beta1. */
export interface LossOptions {
  readonly cells?: "expert" | "all";
}

/** A loss and what it is made of. The value is the sum of `distance` and `mass`, which have an entry per cell. */
export interface LossDetail {
  readonly value: number;
  /** Weighted distances of the cell's atoms from its true atom. */
  readonly distance: readonly number[];
  /** |sum of the cell's weights - e^{t1} * true weight|. */
  readonly mass: readonly number[];
  readonly cells: Cells;
  /** Where the infimum over t1 is; -Infinity if it is approached as e^{t1} -> 0. */
  readonly t1: number;
  /** Where the infimum over t2 is, for the estimate as given and the truth pinned. */
  readonly t2: readonly number[];
}

/**
 * What an atom pays, apart from its weight: (|Delta_{t2} beta1|^2 + offset^2)^(power / 2) + constant.
 * A loss is a rule that reads these off the atom's differences from its true atom and the size of its cell.
 */
export type AtomRule = (
  difference: (block: string) => readonly number[],
  cellSize: number,
) => { readonly power: number; readonly offset: number; readonly constant: number };

/** The blocks of a softmax-gated Gaussian atom, without and with the gate slope. */
const blocksOf = { expert: ["a", "b", "sigma2"], all: [slopes, "a", "b", "sigma2"] } as const;

/**
 * inf over t1, t2 of sum_j sum_{i in A_j} e^{beta0_i} rule_ij(t2) + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|:
 * the frame of P1, eqs (4) and (5). The truth is pinned, and the estimate's weights are scaled to the same
 * total, so that neither argument's representative matters. For the cells at hand t1 enters the masses only
 * (a weighted median, exact) and t2 the distances only (a convex minimisation).
 *
 * Cells of kind `all` depend on the representative, so the estimate is first translated by the t2 that
 * `alignment` gives with the cells of kind `expert`. If atoms tie between cells, the loss is the least over
 * all ways to break the ties.
 */
export function infimumLoss(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  rule: AtomRule,
  { cells = "expert" }: LossOptions,
  alignment: AtomRule,
): LossDetail {
  if (blocksOf[cells] === undefined) throw new Error(`unknown cells "${cells}"; known: expert, all`);
  checkMeasures(estimate, truth, blocksOf.all);
  const target = representative(truth);
  const best = (source: MixingMeasure, kind: "expert" | "all", theRule: AtomRule) =>
    voronoiChoices(source, target, blocksOf[kind])
      .map((choice) => lossOfCells(estimate, target, theRule, choice))
      .reduce((least, detail) => (detail.value < least.value ? detail : least));
  if (cells === "expert") return best(estimate, "expert", rule);
  const { t2: shift } = best(estimate, "expert", alignment);
  const back = shift.map((value) => -value);
  const detail = best(translate(estimate, 0, back), "all", rule);
  return { ...detail, t2: minus(detail.t2, back) };
}

function lossOfCells(
  estimate: MixingMeasure,
  truth: MixingMeasure,
  rule: AtomRule,
  cells: Cells,
): LossDetail {
  const weightsOf = ({ logWeights }: MixingMeasure) => {
    const total = logSumExp(logWeights);
    return logWeights.map((value) => Math.exp(value - total));
  };
  const weights = weightsOf(estimate);
  const total = Math.exp(logSumExp(truth.logWeights));

  const masses = cells.map((cell) => cell.reduce((sum, i) => sum + weights[i], 0));
  const { scale, misfit } = fitMasses(masses, weightsOf(truth), relativeRounding(estimate, truth));

  const centres = slopeDifferences(estimate, truth, cells);
  const paid = cells.map((cell, j) =>
    cell.map((i) => {
      const difference = (block: string) => minus(estimate.atoms[block][i], truth.atoms[block][j]);
      const { power, offset, constant } = rule(difference, cell.length);
      const term: PowerTerm = { weight: weights[i], centre: centres[i], offset, power };
      return { term, constant: weights[i] * constant };
    }),
  );
  const t2 = minimisePowers(paid.flat().map(({ term }) => term));

  const distance = paid.map((cell) =>
    cell.reduce((sum, { term, constant }) => sum + total * (termValue(term, t2) + constant), 0),
  );
  const mass = misfit.map((value) => total * value);
  const value = [...distance, ...mass].reduce((sum, part) => sum + part, 0);
  return { value, distance, mass, cells, t1: Math.log(scale), t2 };
}

/** Relative rounding of weights that are exponentials of the log weights. */
const relativeRounding = (...measures: readonly MixingMeasure[]) =>
  measures.reduce(
    (sum, { logWeights }) => sum + 8 * Number.EPSILON * (1 + Math.max(...logWeights.map(Math.abs))),
    0,
  );

/**
 * beta1_i - beta1*_j for each atom. Differences that are equal but for the rounding of a translation are
 * made exactly equal, so that copies of true atoms cost exactly 0 at the best t2.
 */
function slopeDifferences(estimate: MixingMeasure, truth: MixingMeasure, cells: Cells): number[][] {
  const of = estimate.atoms[slopes];
  const to = truth.atoms[slopes];
  const rounding = 8 * Number.EPSILON * Math.max(...[...of, ...to].flat().map(Math.abs), 0);
  const differences: number[][] = [];
  cells.forEach((cell, j) => {
    for (const i of cell) {
      const own = minus(of[i], to[j]);
      const twin = differences.find((other) =>
        other?.every((value, u) => Math.abs(value - own[u]) <= rounding),
      );
      differences[i] = twin ?? own;
    }
  });
  return differences;
}
