import { uniform } from "../../src/random/designs.js";
import type { Experiment } from "../types/experiment.js";
import { multinomialGates, multinomialNote, regime1Truth } from "./multinomial-truths.js";
import { modelProtocol } from "./protocols.js";

const fits = [
  { fit: "exact", experts: 2, text: "exact-specified, k = 2 of 2 experts" },
  { fit: "over", experts: 3, text: "over-specified, k = 3 for 2 experts" },
] as const;

/** Multinomial logistic experts that all depend on the input, standard gate and two modified ones. */
export const multinomialRegime1: readonly Experiment[] = fits.flatMap(({ fit, experts, text }) =>
  multinomialGates.map((gate) => ({
    name: `multinomial-regime1-${fit}-${gate}`,
    title: `Multinomial logistic experts, regime 1, ${gate === "standard" ? "standard" : `${gate} modified`} gate: ${text}`,
    truthName: `multinomial-regime1-${gate}`,
    truth: regime1Truth(gate),
    experts,
    theory: {
      slope: -0.5,
      source: "D1 = O(sqrt(log n / n)), regime 1, Nguyen, Akbarian, Nguyen and Ho (2024)",
    },
    notes: [multinomialNote(1, gate)],
    protocols: {
      certified: modelProtocol({
        design: uniform(),
        draws: "uniform inputs on [-1, 1]",
        losses: ["multinomial.d1", "multinomial.experts", "multinomial.gate"],
        tries: 6,
        classScores: 10,
        provenance: "stand-in",
      }),
    },
  })),
);
