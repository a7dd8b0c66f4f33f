import type { Experiment } from "../types/experiment.js";
import { demystifyingProtocols } from "./protocols.js";
import { demystifyingTruth } from "./truths.js";

/** Softmax gate, Gaussian experts, one more expert than the truth has. */
export const demystifyingOver: Experiment = {
  name: "demystifying-over",
  title: "Demystifying softmax gating: over-specified, k = 3 for 2 experts",
  truthName: "demystifying",
  truth: demystifyingTruth,
  k: 3,
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  protocols: demystifyingProtocols(3),
  published: { file: "crpe-sgame-k3.csv", loss: "pinned" },
};
