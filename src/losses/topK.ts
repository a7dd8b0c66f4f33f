import { rbar } from "../algebra/rbar.js";
import { MoestatError } from "../error.js";
import { logSumExp } from "../numeric/logSumExp.js";
import type { MixingMeasure } from "../types.js";
import { cellLoss, type LossDetail } from "./cellLoss.js";
import { cellBlocks, type Loss } from "./infimum.js";
import { checkMeasures, pinnedAtoms, representative, slopes, translate } from "./measure.js";
import { type AtomRule, blockPowers, euclideanRule, gaussianBlocks, rbarRule } from "./rules.js";
import { type Cells, minus, voronoiChoices } from "./voronoi.js";

/**
 * A loss of a top-K gate (P2): max over K-subsets S of the true atoms of
 * sum_{j in S} (sum_{i in A_j} e^{beta0_i} rule_ij + |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j}|),
 * which is the sum over the K cells that cost most. K is the truth's `selected`, all atoms if it has none.
 * There is no infimum over translations: both gates are pinned. The truth is pinned at the atom where it is
 * so already, else at its last one. The estimate is pinned in the cell of that atom (the cells do not see the
 * gate): the slope of one of the cell's atoms becomes 0, the mass of the cell 1, and the loss is the least
 * over the cell's atoms, so that it depends on neither argument's labels or representative. With one atom in
 * the cell this pins that atom. With several, pinning the atom itself would charge a perfect estimate whose
 * reference expert is split for weights that are all twice the true ones. If the cell is empty, the loss is
 * the least over pinning any one atom. Needs the blocks beta1, a, b, sigma2.
 */
const topKLoss =
  (rule: AtomRule): Loss =>
  (estimate, truth, options = {}) => {
    const blocks = cellBlocks(gaussianBlocks, options);
    checkMeasures(estimate, truth, [slopes, ...gaussianBlocks]);
    const target = representative(truth);
    const selected = selectedOf(truth);
    const costOf = ({ distance, mass }: LossDetail) =>
      sumOfLargest(
        selected,
        distance.map((value, j) => value + mass[j]),
      );
    const costs = voronoiChoices(estimate, target, gaussianBlocks).flatMap((expertCells) =>
      pinnings(estimate, target, expertCells).flatMap((fitted) => {
        const choices = blocks === gaussianBlocks ? [expertCells] : voronoiChoices(fitted, target, blocks);
        return choices.map((cells) => costOf(cellLoss(fitted, target, cells, rule, "none")));
      }),
    );
    return Math.min(...costs);
  };

/** The ways to pin the estimate where the truth is pinned; see `topKLoss`. */
function pinnings(estimate: MixingMeasure, target: MixingMeasure, cells: Cells): MixingMeasure[] {
  const { logWeights, atoms } = estimate;
  const pinnedAt = (i: number, cell: readonly number[]) =>
    translate(
      estimate,
      -logSumExp(cell.map((other) => logWeights[other])),
      atoms[slopes][i].map((value) => -value),
    );
  const inCell = pinnedAtoms(target).flatMap((j) => cells[j].map((i) => pinnedAt(i, cells[j])));
  return inCell.length > 0 ? inCell : logWeights.map((_, i) => pinnedAt(i, [i]));
}

/** K, the number of experts that the true gate selects. */
function selectedOf({ selected, logWeights }: MixingMeasure): number {
  const { length: atoms } = logWeights;
  if (selected === undefined) return atoms;
  if (!Number.isInteger(selected) || selected < 1 || selected > atoms)
    throw new MoestatError(`invalid truth.selected; not an integer from 1 to ${atoms}: ${selected}`);
  return selected;
}

const sumOfLargest = (count: number, values: readonly number[]): number =>
  [...values]
    .sort((p, q) => q - p)
    .slice(0, count)
    .reduce((sum, value) => sum + value, 0);

/**
 * The expert part of a loss of a top-K gate: max over K-subsets S of the true atoms of
 * sum_{j in S} (1 / |A_j|) sum_{i in A_j} rule_ij, where the rule reads the experts' blocks only. An empty
 * cell pays the distance of the fitted expert that is nearest. With K = 1 the gate weight is 1 wherever an
 * expert is selected, so no fitted weight e^{beta0_i} means anything, and a cell's atoms share its weight,
 * which is 1 for every cell. The cells are those of the experts, whatever the options say. Needs the blocks
 * a, b, sigma2.
 */
const expertPart =
  (rule: AtomRule): Loss =>
  (estimate, truth, options = {}) => {
    cellBlocks(gaussianBlocks, options);
    checkMeasures(estimate, truth, gaussianBlocks);
    const selected = selectedOf(truth);
    const cost = (i: number, j: number, cellSize: number) => {
      const difference = (block: string) => minus(estimate.atoms[block][i], truth.atoms[block][j]);
      return rule(difference, cellSize).constant;
    };
    const costOf = (cell: readonly number[], j: number) =>
      cell.length === 0
        ? Math.min(...estimate.logWeights.map((_, i) => cost(i, j, 1)))
        : cell.reduce((sum, i) => sum + cost(i, j, cell.length), 0) / cell.length;
    const choices = voronoiChoices(estimate, truth, gaussianBlocks);
    return Math.min(...choices.map((cells) => sumOfLargest(selected, cells.map(costOf))));
  };

/** A rule without its gate slope: what is left of it where Delta beta1 = 0. */
const withoutSlope =
  (rule: AtomRule): AtomRule =>
  (difference, cellSize) => {
    const { slope, constant } = rule(difference, cellSize);
    return { constant: constant + (slope ? slope.offset ** slope.power : 0) };
  };

const firstPower = euclideanRule(gaussianBlocks);

/**
 * The losses of P2 (as restated by its authors later), see `topKLoss`:
 * `topk.d1`, for as many experts as the truth has: rule |(Delta beta1, Delta a, Delta b, Delta sigma2)|;
 * `topk.d2`, for more: that rule in cells of one atom, in larger ones with r = rbar(|A_j|)
 *   |(Delta beta1, Delta b)|^r + |(Delta a, Delta sigma2)|^{r/2}.
 * Their parts, because with K = 1 the weights cannot be identified and the slopes only up to a common factor
 * (the gate depends on the order of the beta1_i'x alone):
 * `topk.experts`, `topk.experts.over`: the same rules with Delta beta1 = 0, see `expertPart`;
 * `topk.gate`, `topk.gate.over`: the masses, and |Delta beta1|, or |Delta beta1|^r for the larger cells of `over`.
 */
export const topKLosses = {
  "topk.d1": topKLoss(firstPower),
  "topk.d2": topKLoss(rbarRule),
  "topk.experts": expertPart(withoutSlope(firstPower)),
  "topk.experts.over": expertPart(withoutSlope(rbarRule)),
  "topk.gate": topKLoss(blockPowers(() => ({ [slopes]: 1 }))),
  "topk.gate.over": topKLoss(blockPowers((cellSize) => ({ [slopes]: rbar(cellSize).value }))),
} as const;
