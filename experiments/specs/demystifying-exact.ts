import type { Experiment } from "../types/experiment.js";
import { demystifyingProtocols } from "./protocols.js";
import { demystifyingTruth } from "./truths.js";

/** Softmax gate, Gaussian experts, as many experts as the truth has. */
export const demystifyingExact: Experiment = {
  name: "demystifying-exact",
  title: "Demystifying softmax gating: exact-specified, k = 2 of 2 experts",
  truthName: "demystifying",
  truth: demystifyingTruth,
  k: 2,
  theory: { slope: -0.5, source: "D1 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (4)" },
  protocols: demystifyingProtocols(2),
  published: { file: "crpe-sgame-k2.csv", loss: "pinned" },
};
