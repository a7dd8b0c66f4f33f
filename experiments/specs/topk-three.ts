import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { modelProtocol } from "./protocols.js";
import { topTwoPlaneTruth, topTwoTruth } from "./truths.js";

const settings = [
  { d: 1, truthName: "top-two", truth: topTwoTruth, draws: "uniform inputs on [-1, 1]" },
  { d: 2, truthName: "top-two-plane", truth: topTwoPlaneTruth, draws: "uniform inputs on [-1, 1]^2" },
];

/**
 * Top-K sparse softmax gate, two selected experts of three, as many experts as the truth has: a design in which the
 * gate can be identified.
 */
export const topkThree: readonly Experiment[] = settings.map(({ d, truthName, truth, draws }) => ({
  name: `topk-three-d${d}`,
  title: `Top-K sparse softmax gating, 2 of 3 experts selected, d = ${d}: exact-specified, k = 3`,
  truthName,
  truth,
  k: 3,
  theory: {
    slope: -0.5,
    source: "D1 = O(sqrt(log n / n)), Nguyen, Akbarian, Yan and Ho (2024)",
  },
  protocols: {
    certified: modelProtocol({
      design: uniform({ d }),
      draws,
      losses: ["topk.d1", "topk.experts", "topk.gate"],
      truth,
      from: 100,
      provenance: "stand-in",
    }),
  },
}));
