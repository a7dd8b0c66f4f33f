import { type Gating, type Predictor, termOf } from "../family.js";
import { blockLength, padded, type Workspace } from "../numeric/kernels.js";
import { linearPredictor } from "../numeric/linearPredictor.js";
import type { Layout } from "../params/layout.js";

/** Where the gate predictors of each expert stand in the workspace, eta[i][u], and its scores; these are neighbours. */
export interface GatesAt {
  readonly eta: readonly (readonly number[])[];
  readonly scores: readonly number[];
}

/** Who is selected in a block whose gate predictors and scores are known; of equal ranks the first expert's is higher. */
export interface Ranking {
  /** Where the ranks of an expert's first m samples stand; writes them there if they are not its scores. */
  readonly rank: (expert: number, theta: Float64Array, m: number) => number;
  /** Sets the scores of all experts that are not selected to -Infinity, for the first m samples. */
  readonly select: (theta: Float64Array, m: number) => void;
}

/** What is open as long as the workspace is not. */
export type RankingPlan = (workspace: Workspace, gates: GatesAt) => Ranking;

/**
 * The selection of a gating: it compares the experts, so it comes after all scores are known. Takes its blocks from
 * a workspace that is being laid out. `columnsOf` says where the columns of a predictor stand there, measured from input 0.
 * A gating that leaves no expert out ranks by the score.
 */
export function rankingOf(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => readonly number[],
  block: () => number,
): RankingPlan {
  const { selection } = gating;
  if (selection === undefined || selection.k >= layout.experts)
    return (_, { scores }) => ({ rank: (i) => scores[i], select: () => {} });
  const ranks = Array.from({ length: layout.experts }, block);
  return selection.rank === "score"
    ? rankingByScore(ranks, selection.k)
    : rankingBySlope(gating, layout, columnsOf, ranks, selection.k, block());
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

/** The rank is the score at the predictors that the expert has, the one of the field `logWeight` less its intercept. */
function rankingBySlope(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => readonly number[],
  ranks: readonly number[],
  selected: number,
  slopeAt: number,
): RankingPlan {
  const own = gating.fields[gating.logWeight].predictor as number;
  const slots = layout.slots.filter(
    ({ part, predictorIndex }) => part === "gating" && predictorIndex === own,
  );
  const columns = columnsOf(gating.predictors[own]);
  const before = gating.predictors[own].basis === "linear" ? 0 : 1;
  return (workspace, { eta, scores }) => {
    const { M, kernels } = workspace;
    const view = (at: number) => M.subarray(at, at + blockLength);
    const withoutIntercept = eta.map((its) => its.map((at, u) => view(u === own ? slopeAt : at)));
    const term = termOf(gating, blockLength);
    const response = new Float64Array(blockLength);
    const rank: Ranking["rank"] = (i, theta, m) => {
      const { offset } = slots[i];
      const out = gating.linear ? ranks[i] : slopeAt;
      // From the slopes: a difference of score and intercept would lose what distinguishes ranks that nearly tie.
      linearPredictor(workspace, out, 0, theta, offset + before, offset < 0 ? [] : columns, padded(m));
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
