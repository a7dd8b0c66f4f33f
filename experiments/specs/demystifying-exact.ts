import { grid } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { certifiedProtocol, paperCertifiedProtocol, paperProtocol } from "./protocols.js";
import { demystifyingTruth } from "./truths.js";

/** Softmax gate, Gaussian experts, as many experts as the truth has. */
export const demystifyingExact: Experiment = {
  name: "demystifying-exact",
  title: "Demystifying softmax gating: exact-specified, k = 2 of 2 experts",
  truthName: "demystifying",
  truth: demystifyingTruth,
  experts: 2,
  theory: { slope: -0.5, source: "D1 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (4)" },
  protocols: {
    certified: certifiedProtocol({
      design: grid(),
      draws: "fixed grid on [0, 1]",
      headline: "d1",
      provenance: "derived",
    }),
    paper: paperProtocol(2),
    "paper-certified": paperCertifiedProtocol(2),
  },
  published: { file: "crpe-sgame-k2.csv", loss: "pinned" },
};
