import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { modelProtocol } from "./protocols.js";
import { topOneNote, topOneTruth } from "./truths.js";

/** Top-K sparse softmax gate, one selected expert of two, as many experts as the truth has. */
export const topkExact: Experiment = {
  name: "topk-exact",
  title: "Top-K sparse softmax gating, 1 of 2 experts selected: exact-specified, k = 2",
  truthName: "top-one",
  truth: topOneTruth,
  k: 2,
  theory: {
    slope: -0.5,
    source: "D1 = O(sqrt(log n / n)), Nguyen, Akbarian, Yan and Ho (2024), of which this is the expert part",
  },
  notes: [topOneNote],
  protocols: {
    certified: modelProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      losses: ["topk.experts", "topk.d1", "topk.gate"],
      truth: topOneTruth,
      from: 100,
      provenance: "stand-in",
    }),
  },
};
