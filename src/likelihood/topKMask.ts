import { type Gating, type Predictor, termOf } from "../family.js";
import { blockLength, padded, type Workspace } from "../numeric/kernels.js";
import { linearPredictor } from "../numeric/linearPredictor.js";
import type { Layout, Slot } from "../params/layout.js";

/** Where the columns of a predictor's basis stand in the workspace, and where they are at input 0. */
export interface ColumnsAt {
  readonly columns: readonly number[];
  readonly origin: readonly number[];
}

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
 * a workspace that is being laid out. A gating that leaves no expert out ranks by the score.
 */
export function rankingOf(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => ColumnsAt,
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
  columnsOf: (predictor: Predictor) => ColumnsAt,
  ranks: readonly number[],
  selected: number,
  slopeAt: number,
): RankingPlan {
  const own = gating.fields[gating.logWeight].predictor as number;
  const slots = layout.slots.filter(
    ({ part, predictorIndex }) => part === "gating" && predictorIndex === own,
  );
  const columns = columnsOf(gating.predictors[own]);
  return (workspace, { eta, scores }) => {
    const { M, kernels } = workspace;
    const view = (at: number) => M.subarray(at, at + blockLength);
    const withoutIntercept = eta.map((its) => its.map((at, u) => view(u === own ? slopeAt : at)));
    const term = termOf(gating, blockLength);
    const response = new Float64Array(blockLength);
    const rank: Ranking["rank"] = (i, theta, m) => {
      writeSlopes(workspace, gating.linear ? ranks[i] : slopeAt, theta, slots[i], columns, padded(m));
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

/**
 * out <- a predictor less its intercept at input 0: from the slopes, since a difference of the two would lose what
 * distinguishes ranks that nearly tie.
 */
function writeSlopes(
  workspace: Workspace,
  out: number,
  theta: Float64Array,
  { offset, predictor }: Slot,
  { columns, origin }: ColumnsAt,
  m: number,
): void {
  const first = offset + (predictor.basis === "affine" ? 1 : 0);
  let c0 = 0;
  if (offset >= 0) for (let j = 0; j < columns.length; j++) c0 -= theta[first + j] * origin[j];
  linearPredictor(workspace, out, c0, theta, first, offset < 0 ? [] : columns, m);
}
