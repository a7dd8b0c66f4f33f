import { type Basis, type Gating, type Predictor, termOf } from "./family.js";
import type { Layout } from "./layout.js";
import type { Ground } from "./numeric/arena.js";
import { blockLength, padded } from "./numeric/kernels.js";

/** Sets the scores of all experts that are not selected to -Infinity, for the first m samples of a block. */
export type Select = (theta: Float64Array, m: number) => void;

/**
 * The selection step of a gating: run after all scores are known, since it compares the experts. Equal ranks go to the
 * expert that is listed first. Takes its blocks from the arena; bound to it, with the offsets of each expert's
 * gate predictors and of its scores, it selects; ranks, and scores, are neighbours. A gating without selection keeps all scores.
 */
export function selectionOf(
  gating: Gating,
  layout: Layout,
  basisOf: (predictor: Predictor) => Pick<Basis, "origin">,
  block: () => number,
): (ground: Ground, eta: readonly (readonly number[])[], scores: readonly number[]) => Select {
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
  const { origin } = basisOf(gating.predictors[own]);
  const offsetAt = block();
  return ({ M, kernels }, eta, scores) => {
    const view = (at: number) => M.subarray(at, at + blockLength);
    const withoutOffset = eta.map((its) => its.map((at, u) => view(u === own ? offsetAt : at)));
    const term = termOf(gating, blockLength);
    const nothing = new Float64Array(blockLength);
    return (theta, m) => {
      slots.forEach(({ offset, predictor }, i) => {
        const intercept = offset < 0 ? 0 : interceptOf(theta, offset, predictor, origin);
        const from = eta[i][own];
        if (gating.linear) {
          kernels.linear(ranks[i], -intercept, 1, from, padded(m));
          return;
        }
        for (let t = 0; t < m; t++) M[offsetAt + t] = M[from + t] - intercept;
        gating.evaluate(withoutOffset[i], nothing, m, 0, term);
        for (let t = 0; t < m; t++) M[ranks[i] + t] = term.value[t];
      });
      kernels.keepLargest(ranks[0], scores[0], ranks.length, selection.k, padded(m));
    };
  };
}

/** The predictor at input 0. */
function interceptOf(
  theta: Float64Array,
  offset: number,
  { basis }: Predictor,
  origin: readonly number[],
): number {
  if (basis === "constant") return theta[offset];
  if (basis === "linear") return 0;
  return origin.reduce((sum, at, j) => sum + at * theta[offset + 1 + j], theta[offset]);
}
