import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { certifiedProtocol } from "./protocols.js";
import { balancedTruth } from "./truths.js";

/** Softmax gate, Gaussian experts on a truth in which all parameters count; one more expert than it has. */
export const softmaxOver: Experiment = {
  name: "softmax-over",
  title: "Softmax gating, balanced truth: over-specified, k = 3 for 2 experts",
  truthName: "balanced",
  truth: balancedTruth,
  k: 3,
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  protocols: {
    certified: certifiedProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      headline: "d2",
      provenance: "stand-in",
      truth: balancedTruth,
    }),
  },
};
