import type { Experiment } from "../types/experiment.js";
import { demystifyingProtocols } from "./protocols.js";
import { demystifyingTruth } from "./truths.js";

/** Softmax gate, Gaussian experts, two more experts than the truth has. */
export const demystifyingOver4: Experiment = {
  name: "demystifying-over-4",
  title: "Demystifying softmax gating: over-specified, k = 4 for 2 experts",
  truthName: "demystifying",
  truth: demystifyingTruth,
  k: 4,
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  protocols: demystifyingProtocols(4),
  published: { file: "crpe-sgame-k4.csv", loss: "pinned" },
};
