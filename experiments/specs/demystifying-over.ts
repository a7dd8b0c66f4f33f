import { grid } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { certifiedProtocol, paperCertifiedProtocol, paperProtocol } from "./protocols.js";
import { demystifyingTruth } from "./truths.js";

/** Softmax gate, Gaussian experts, one more experts than the truth has. */
export const demystifyingOver: Experiment = {
  name: "demystifying-over",
  title: "Demystifying softmax gating: over-specified, k = 3 for 2 experts",
  truthName: "demystifying",
  truth: demystifyingTruth,
  experts: 3,
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  protocols: {
    certified: certifiedProtocol({
      design: grid(),
      draws: "fixed grid on [0, 1]",
      headline: "d2",
      provenance: "derived",
    }),
    paper: paperProtocol(3),
    "paper-certified": paperCertifiedProtocol(3),
  },
  published: { file: "crpe-sgame-k3.csv", loss: "pinned" },
};
