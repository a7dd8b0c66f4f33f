import { rbar } from "../algebra/rbar.js";
import type { MixingMeasure } from "../types.js";
import { byRole, checkMeasures, pinLast, slopes } from "./measure.js";
import { type AtomDistance, minus, voronoiCells } from "./voronoi.js";

const blocks = [slopes, "b", "a", "sigma2"] as const;

/** |Delta beta1| + |Delta b| + |Delta a| + |Delta sigma2|: norms of the blocks, added. */
const absoluteSum: AtomDistance = (differences) =>
  differences.reduce((sum, difference) => sum + Math.hypot(...difference), 0);

/**
 * The loss that the released code of P1 computes, so that its arrays can be compared with; not a loss of the
 * paper. Both measures are pinned at their last atoms; there is no infimum over a translation and no scaling
 * of the weights. With D_ij = |Delta beta1_ij| + |Delta b_ij| + |Delta a_ij| + |Delta sigma2_ij|, which also
 * defines the cells, and r = rbar(|A_j|),
 * sum_{j: |A_j| = 1} sum_{i in A_j} e^{beta0_i} D_ij
 *   + sum_{j: |A_j| > 1} sum_{i in A_j} e^{beta0_i} (|Delta beta1_ij|^r + |Delta b_ij|^r + |Delta a_ij|^{r/2} + |Delta sigma2_ij|^{r/2})
 *   + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j}|;
 * with as many fitted as true atoms the second line is left out.
 *
 * Their code is not defined for ties (it lists the atom twice and mistakes the ones after it), for an empty
 * cell with a fuller one after it, and for cells of more than three atoms. Here ties go to the first cell,
 * an empty cell costs its weight, and larger cells use the conjectured rbar(m) = 2m.
 */
export function pinned(given: MixingMeasure, givenTruth: MixingMeasure): number {
  const [estimate, truth] = [byRole(given), byRole(givenTruth)];
  checkMeasures(estimate, truth, blocks);
  const fitted = pinLast(estimate);
  const target = pinLast(truth);
  const cells = voronoiCells(fitted, target, blocks, absoluteSum);
  const exact = fitted.logWeights.length === target.logWeights.length;
  const weight = (i: number) => Math.exp(fitted.logWeights[i]);
  return cells.reduce((sum, cell, j) => {
    const differences = (i: number) =>
      blocks.map((block) => minus(fitted.atoms[block][i], target.atoms[block][j]));
    const distance = cell.reduce((part, i) => {
      if (cell.length === 1) return part + weight(i) * absoluteSum(differences(i));
      return exact ? part : part + weight(i) * powerSum(differences(i), rbar(cell.length).value);
    }, 0);
    const mass = cell.reduce((part, i) => part + weight(i), 0);
    return sum + distance + Math.abs(mass - Math.exp(target.logWeights[j]));
  }, 0);
}

function powerSum(differences: readonly (readonly number[])[], r: number): number {
  const [slope, b, a, sigma2] = differences.map((difference) => Math.hypot(...difference));
  return slope ** r + b ** r + a ** (r / 2) + sigma2 ** (r / 2);
}
