import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { modelProtocol } from "./protocols.js";
import { topOneNote, topOneTruth } from "./truths.js";

/** Top-K sparse softmax gate, one selected expert of two; three experts fitted, two selected. */
export const topkOver: Experiment = {
  name: "topk-over",
  title: "Top-K sparse softmax gating, 1 of 2 experts selected: over-specified, 2 of k = 3",
  truthName: "top-one",
  truth: topOneTruth,
  k: 3,
  fitted: { gating: { topK: 2 } },
  theory: {
    slope: -0.5,
    source: "D2 = O(sqrt(log n / n)), Nguyen, Akbarian, Yan and Ho (2024), of which this is the expert part",
  },
  notes: [
    topOneNote,
    "In one dimension the middle of three experts is selected on both sides of 0, and the truth is the fitted model's limit only as that expert's weight on one side vanishes.",
  ],
  protocols: {
    certified: modelProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      losses: ["topk.experts.over", "topk.d2", "topk.gate.over"],
      truth: topOneTruth,
      from: 100,
      provenance: "stand-in",
    }),
  },
};
