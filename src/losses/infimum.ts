import { MoestatError } from "../error.js";
import type { MixingMeasure } from "../types.js";
import { cellLoss, type LossDetail } from "./cellLoss.js";
import { byRole, checkMeasures, representative, slopes, type Translations, translate } from "./measure.js";
import { type AtomRule, euclideanRule } from "./rules.js";
import { voronoiChoices } from "./voronoi.js";

/** Which parameters define the cells: the expert's, for example (a, b, sigma2), or these and the gate slope beta1. */
export interface LossOptions {
  readonly cells?: "expert" | "all";
}

/** How far an estimate is from the truth; 0 for a perfect estimate. */
export type Loss = (estimate: MixingMeasure, truth: MixingMeasure, options?: LossOptions) => number;

/** What sets one loss apart from another in the frame of `infimumLoss`. */
export interface LossForm {
  /** The blocks of an expert: they define the cells. */
  readonly experts: readonly string[];
  /** Further blocks that the rule reads, beside the experts' and the gate slope. */
  readonly others?: readonly string[];
  readonly translations: Translations;
  readonly rule: AtomRule;
}

/** The blocks of the cells. Throws unless the option is `expert` (the default) or `all`. */
export function cellBlocks(experts: readonly string[], { cells = "expert" }: LossOptions): readonly string[] {
  if (cells !== "expert" && cells !== "all")
    throw new MoestatError(`unknown cells "${cells}"; known: expert, all`);
  return cells === "expert" ? experts : [slopes, ...experts];
}

/** The detail of least value. */
const least = (details: readonly LossDetail[]): LossDetail =>
  details.reduce((lowest, detail) => (detail.value < lowest.value ? detail : lowest));

/**
 * inf over t1, t2 of sum_j sum_{i in A_j} e^{beta0_i} rule_ij(t2) + sum_j |sum_{i in A_j} e^{beta0_i} - e^{beta0*_j + t1}|:
 * the frame of P1, eqs (4) and (5). The truth is pinned, and the estimate's weights are scaled to the same
 * total, so that neither argument's representative matters. The infimum is over the translations that leave
 * the gate unchanged: without those of the slopes (`mass`) t2 = 0.
 *
 * Cells with the gate slope (`all`) depend on the representative, so the estimate is first translated by the
 * t2 that the first powers of the distances give with the cells of the experts alone. If atoms tie between
 * cells, the loss is the least over all ways to break the ties.
 */
export function infimumLoss(
  given: MixingMeasure,
  givenTruth: MixingMeasure,
  { experts, others = [], translations, rule }: LossForm,
  options: LossOptions = {},
): LossDetail {
  const blocks = cellBlocks(experts, options);
  const [estimate, truth] = [byRole(given), byRole(givenTruth)];
  checkMeasures(estimate, truth, [slopes, ...experts, ...others]);
  const target = representative(truth, translations);
  // Translating the estimate does not change the value, only the cells: `translated` is the estimate for the cells.
  const best = (translated: MixingMeasure, within: readonly string[], theRule: AtomRule) =>
    least(
      voronoiChoices(translated, target, within).map((cells) =>
        cellLoss(estimate, target, cells, theRule, translations),
      ),
    );
  if (blocks === experts || translations === "mass") return best(estimate, blocks, rule);
  const { t2: shift } = best(estimate, experts, euclideanRule(experts));
  const back = shift.map((value) => -value);
  return best(translate(estimate, 0, back), blocks, rule);
}
