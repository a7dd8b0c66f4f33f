import { type Gating, type Predictor, selectedOf, termOf } from "../family.js";
import { blockLength, padded, type Workspace } from "../numeric/kernels.js";
import { linearPredictor } from "../numeric/linearPredictor.js";
import type { Layout } from "../params/layout.js";

/** Offsets of each expert's gate predictors in the workspace, eta[i][u], and of its scores. The scores are neighbours. */
interface GatesAt {
  readonly eta: readonly (readonly number[])[];
  readonly scores: readonly number[];
}

/** The selection in a block whose gate predictors and scores are computed. Of equal ranks the first expert's counts as higher. */
export interface Ranking {
  /** The offset of an expert's ranks for the first m samples, which are written there unless they are its scores. */
  readonly rank: (expert: number, theta: Float64Array, m: number) => number;
  /** Sets the scores of all experts that are not selected to -Infinity, for the first m samples. */
  readonly select: (theta: Float64Array, m: number) => void;
}

/** A ranking that waits for its workspace to be opened. */
type RankingPlan = (workspace: Workspace, gates: GatesAt) => Ranking;

/**
 * The ranking of a gating. Its blocks are taken from a workspace that is being laid out; `columnsOf` gives the offsets of a
 * predictor's columns there, measured from input 0. Experts are selected once all scores are computed, since ranks are compared
 * between experts. A gating that leaves no expert out ranks by the score.
 */
export function rankingOf(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => readonly number[],
  block: () => number,
): RankingPlan {
  const selected = selectedOf(gating, layout.k);
  if (selected === undefined) return (_, { scores }) => ({ rank: (i) => scores[i], select: () => {} });
  const ranks = Array.from({ length: layout.k }, block);
  return gating.selection?.rank === "score"
    ? rankingByScore(ranks, selected)
    : rankingBySlope(gating, layout, columnsOf, ranks, selected, block());
}

const rankingByScore =
  (ranks: readonly number[], selected: number): RankingPlan =>
  ({ M, kernels }, { scores }) => ({
    rank: (i) => scores[i],
    select: (_, m) => {
      scores.forEach((at, i) => {
        M.copyWithin(ranks[i], at, at + m);
      });
      kernels.keepLargest(ranks[0], scores[0], ranks.length, selected, padded(m));
    },
  });

/** An expert's rank is its score without the intercept of the field `logWeight`. */
function rankingBySlope(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => readonly number[],
  ranks: readonly number[],
  selected: number,
  slopeAt: number,
): RankingPlan {
  const weightPredictor = gating.fields[gating.logWeight].predictor as number;
  const slots = layout.slots.filter(
    ({ part, predictorIndex }) => part === "gating" && predictorIndex === weightPredictor,
  );
  const { [weightPredictor]: predictor } = gating.predictors;
  const columns = columnsOf(predictor);
  const firstSlope = predictor.basis === "linear" ? 0 : 1;
  return (workspace, { eta, scores }) => {
    const { M, kernels } = workspace;
    const view = (at: number) => M.subarray(at, at + blockLength);
    const withoutIntercept = eta.map((offsets) =>
      offsets.map((at, u) => view(u === weightPredictor ? slopeAt : at)),
    );
    const term = termOf(gating, blockLength);
    const response = new Float64Array(blockLength);
    const rank: Ranking["rank"] = (i, theta, m) => {
      const { offset } = slots[i];
      const out = gating.linear ? ranks[i] : slopeAt;
      // Summed up from the slopes, since score minus intercept would lose the digits that tell ranks apart which nearly tie.
      linearPredictor(workspace, out, 0, theta, offset + firstSlope, offset < 0 ? [] : columns, padded(m));
      if (gating.linear) return ranks[i];
      gating.evaluate(withoutIntercept[i], response, m, 0, term);
      M.set(term.value.subarray(0, m), ranks[i]);
      return ranks[i];
    };
    const select: Ranking["select"] = (theta, m) => {
      for (let i = 0; i < ranks.length; i++) rank(i, theta, m);
      kernels.keepLargest(ranks[0], scores[0], ranks.length, selected, padded(m));
    };
    return { rank, select };
  };
}
