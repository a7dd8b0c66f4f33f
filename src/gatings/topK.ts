import type { Gating, RecordOf, Selection } from "../family.js";
import { checkOption, type OptionDeclarations } from "../params/options.js";
import { checkNames, unknownName } from "../words/names.js";
import { type SoftmaxParams, softmax } from "./softmax.js";

/** What a selection adds to the parameters of its gate. */
export type TopKParams = {
  readonly topK: number;
  readonly rank: Selection["rank"];
};

/**
 * Top-K sparse gating: softmax over the k experts that rank highest, weight 0 for the others. They are ranked by the
 * slope part of their score, beta1_i'x for the softmax score (the definition; the default), or by the whole score.
 * A selection on top of any score, `softmax()` unless another gating is given.
 * Throws if k is not a positive integer or the rank is unknown.
 * Source: Nguyen, Akbarian, Yan, Ho (2024), eq. (1).
 *
 * @example
 * ```ts
 * import { denseToSparse, gaussian, moe, topK } from "moestat";
 *
 * moe({ gating: topK({ k: 2 }), expert: gaussian(), k: 4 });
 * moe({ gating: topK({ k: 1, score: denseToSparse({ temperature: 0.5 }) }), expert: gaussian(), k: 2 });
 * ```
 */
export function topK<Score extends Gating = Gating<SoftmaxParams>>(options: {
  readonly k: number;
  readonly rank?: Selection["rank"];
  readonly score?: Score;
}): Gating<RecordOf<Score> & TopKParams> {
  checkNames("topK", options, ["k", "rank", "score"]);
  const { k, rank = "slope", score = softmax() as Gating } = options;
  checkOption("topK", topK.options.topK, k);
  if (rank !== "slope" && rank !== "score") throw unknownName("rank", rank, ["slope", "score"]);
  const { record, ...rest } = score;
  return {
    ...rest,
    options: { ...score.options, topK: k, rank },
    selection: { k, rank },
  };
}

topK.options = {
  topK: {
    kind: "integer",
    help: "only the K experts that rank highest at x have a weight",
    placeholder: "K",
    most: 1000,
    examples: [1, 2],
  },
  rank: {
    kind: "text",
    help: "what ranks them, with --top-k: slope (the score without its intercept) or score (default: slope)",
    placeholder: "PART",
    examples: ["slope", "score"],
    needs: "topK",
  },
} satisfies OptionDeclarations;
