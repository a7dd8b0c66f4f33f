import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { certifiedProtocol } from "./protocols.js";
import { balancedTruth } from "./truths.js";

/** The parameter sets that are compared with the usual one of `softmax-over`, and how far they reach. */
export const otherSets = { close: 1.5, wide: 6 } as const;

/** `softmax-over` over a closer and a wider parameter set: what the size of the set does to the over-specified curve. */
export const softmaxSets: readonly Experiment[] = Object.entries(otherSets).map(([set, reach]) => ({
  name: `softmax-over-${set}`,
  title: `Softmax gating, balanced truth, a ${set === "close" ? "closer" : "wider"} parameter set: over-specified, k = 3 for 2 experts`,
  truthName: "balanced",
  truth: balancedTruth,
  k: 3,
  set,
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  notes: [
    "The theorem holds for every compact set that has the truth in it; its constant depends on the set.",
  ],
  protocols: {
    certified: certifiedProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      headline: "d2",
      provenance: "stand-in",
      truth: balancedTruth,
      reach,
      small: true,
    }),
  },
}));
