import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { certifiedProtocol } from "./protocols.js";
import { balancedTruth } from "./truths.js";

/** Softmax gate, Gaussian experts on a truth in which all parameters count; as many experts as it has. */
export const softmaxExact: Experiment = {
  name: "softmax-exact",
  title: "Softmax gating, balanced truth: exact-specified, k = 2 of 2 experts",
  truthName: "balanced",
  truth: balancedTruth,
  k: 2,
  theory: { slope: -0.5, source: "D1 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (4)" },
  protocols: {
    certified: certifiedProtocol({
      design: uniform(),
      draws: "uniform inputs on [-1, 1]",
      headline: "d1",
      provenance: "stand-in",
      truth: balancedTruth,
    }),
  },
};
