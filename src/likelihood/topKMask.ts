import { type Gating, type Predictor, termOf } from "../family.js";
import { blockLength, padded } from "../numeric/kernels.js";
import type { Workspace } from "../numeric/workspace.js";
import type { Layout, Slot } from "../params/layout.js";

/** Sets the scores of all experts that are not selected to -Infinity, for the first m samples of a block. */
export type Select = (theta: Float64Array, m: number) => void;

/** Where the columns of a predictor's basis stand in the workspace, and where they are at input 0. */
export interface ColumnsAt {
  readonly columns: readonly number[];
  readonly origin: readonly number[];
}

/**
 * The selection step of a gating: run after all scores are known, since it compares the experts. Equal ranks go to the
 * expert that is listed first. Takes its blocks from the workspace; bound to it, with the offsets of each expert's
 * gate predictors and of its scores, it selects; ranks, and scores, are neighbours. A gating without selection keeps all scores.
 */
export function selectionOf(
  gating: Gating,
  layout: Layout,
  columnsOf: (predictor: Predictor) => ColumnsAt,
  block: () => number,
): (workspace: Workspace, eta: readonly (readonly number[])[], scores: readonly number[]) => Select {
  const { selection } = gating;
  if (selection === undefined || selection.k >= layout.experts) return () => () => {};
  const ranks = Array.from({ length: layout.experts }, block);
  if (selection.rank === "score")
    return ({ M, kernels }, _eta, scores) =>
      (_theta, m) => {
        scores.forEach((at, i) => {
          M.copyWithin(ranks[i], at, at + m);
        });
        kernels.keepLargest(ranks[0], scores[0], ranks.length, selection.k, padded(m));
      };

  const own = gating.fields[gating.logWeight].predictor as number;
  const slots = layout.slots.filter(
    ({ part, predictorIndex }) => part === "gating" && predictorIndex === own,
  );
  const place = columnsOf(gating.predictors[own]);
  const slopeAt = block();
  return ({ M, kernels }, eta, scores) => {
    const view = (at: number) => M.subarray(at, at + blockLength);
    const withoutOffset = eta.map((its) => its.map((at, u) => view(u === own ? slopeAt : at)));
    const term = termOf(gating, blockLength);
    const nothing = new Float64Array(blockLength);

    /**
     * out <- the predictor less its intercept at input 0: from the slopes, since a difference of the two would lose what
     * distinguishes ranks that nearly tie.
     */
    const writeSlopes = (out: number, theta: Float64Array, { offset, predictor }: Slot, m: number) => {
      const { columns, origin } = place;
      const first = offset + (predictor.basis === "affine" ? 1 : 0);
      if (offset < 0 || columns.length === 0) {
        M.fill(0, out, out + m);
        return;
      }
      let c0 = 0;
      for (let j = 0; j < origin.length; j++) c0 -= theta[first + j] * origin[j];
      kernels.linear(out, c0, theta[first], columns[0], m);
      for (let j = 1; j < columns.length; j++) kernels.addLinear(out, theta[first + j], columns[j], m);
    };

    return (theta, m) => {
      const whole = padded(m);
      slots.forEach((slot, i) => {
        if (gating.linear) {
          writeSlopes(ranks[i], theta, slot, whole);
          return;
        }
        writeSlopes(slopeAt, theta, slot, whole);
        gating.evaluate(withoutOffset[i], nothing, m, 0, term);
        M.set(term.value.subarray(0, m), ranks[i]);
      });
      kernels.keepLargest(ranks[0], scores[0], ranks.length, selection.k, whole);
    };
  };
}
