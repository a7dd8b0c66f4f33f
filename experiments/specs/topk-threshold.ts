import { uniform } from "../../src/random/designs.js";
import type { Experiment, Theory } from "../types/experiment.js";
import { modelProtocol } from "./protocols.js";
import { topOneTruth, topTwoTruth } from "./truths.js";

const paper = "Nguyen, Akbarian, Yan and Ho (2024), as its authors restated it";

/** The density converges if as many experts are selected as the largest K cells hold. */
const above: Theory = { slope: -0.5, source: `V = O(sqrt(log n / n)), ${paper}` };

/** It does not where fewer are. */
const below: Theory = { slope: 0, kind: "floor", source: `V does not vanish, ${paper}` };

/** What is particular about each fit. */
const notes: Readonly<Record<string, string>> = {
  "1 of 4":
    "Below the threshold by the theorem's count of cells, and yet the model holds the truth: in one dimension only the experts of the largest and of the smallest slope are ever selected, and the other two may be anywhere.",
  "2 of 4": "At the threshold, and every region can give both of its experts to one true expert.",
  "1 of 3": "Below the threshold: one line where the truth mixes two.",
  "3 of 3":
    "Above the threshold, and yet the model does not hold the truth: all three experts have a weight everywhere, where the truth leaves one out.",
};

/**
 * The error of the density where too few, enough and too many experts are selected. A truth that selects one of two
 * experts is fitted by four, so that both cells may hold two; one that selects two of three by three.
 */
export const topkThreshold: readonly Experiment[] = [
  { selected: 1, true: 1, k: 4, theory: below },
  { selected: 2, true: 1, k: 4, theory: above },
  { selected: 1, true: 2, k: 3, theory: below },
  { selected: 3, true: 2, k: 3, theory: above },
].map(({ selected, true: kept, k, theory }) => ({
  name: `topk-threshold-${selected}-of-${k}`,
  title: `Top-K sparse softmax gating, ${kept} of ${kept + 1} experts selected: fitted with ${selected} of k = ${k}`,
  truthName: kept === 1 ? "top-one" : "top-two",
  truth: kept === 1 ? topOneTruth : topTwoTruth,
  k,
  fitted: { gating: { topK: selected } },
  theory,
  notes: [notes[`${selected} of ${k}`]],
  protocols: {
    certified: modelProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      losses: ["totalVariation", "hellinger", k === 4 ? "topk.experts.over" : "topk.experts"],
      truth: kept === 1 ? topOneTruth : topTwoTruth,
      from: 100,
      provenance: "stand-in",
    }),
  },
}));
