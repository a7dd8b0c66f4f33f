import type { Experiment } from "../types/experiment.js";
import {
  multinomialFits,
  multinomialGates,
  multinomialNote,
  multinomialProtocol,
  regime1Truth,
} from "./multinomial-truths.js";

/** Multinomial logistic experts that all depend on the input, standard gate and two modified ones. */
export const multinomialRegime1: readonly Experiment[] = multinomialFits.flatMap(({ fit, k, text }) =>
  multinomialGates.map((gate) => ({
    name: `multinomial-regime1-${fit}-${gate}`,
    title: `Multinomial logistic experts, regime 1, ${gate === "standard" ? "standard" : `${gate} modified`} gate: ${text}`,
    truthName: `multinomial-regime1-${gate}`,
    truth: regime1Truth(gate),
    k,
    theory: {
      slope: -0.5,
      source: "D1 = O(sqrt(log n / n)), regime 1, Nguyen, Akbarian, Nguyen and Ho (2024)",
    },
    notes: [multinomialNote(1, gate)],
    protocols: {
      certified: multinomialProtocol(regime1Truth(gate), [
        "multinomial.d1",
        "multinomial.experts",
        "multinomial.gate",
      ]),
    },
  })),
);
