import type { Experiment, Theory } from "../types/experiment.js";
import {
  type MultinomialGate,
  multinomialFits,
  multinomialGates,
  multinomialNote,
  multinomialProtocol,
  regime2Truth,
} from "./multinomial-truths.js";

const paper = "Nguyen, Akbarian, Nguyen and Ho (2024)";

const splitNote =
  "Where the expert that ignores the input is split in two (pattern 1,2) its parts cannot be identified with any gate: see the curves by pattern.";

const theoryOf = (gate: MultinomialGate): Theory =>
  gate === "standard"
    ? {
        slope: -0.5,
        kind: "lower",
        source: `no estimator has D_{2,r} smaller than n^{-1/2}, for any r, regime 2, ${paper}`,
      }
    : { slope: -0.5, source: `D1 = O(sqrt(log n / n)), modified gate, ${paper}` };

/** Multinomial logistic experts of which one ignores the input, standard gate and two modified ones. */
export const multinomialRegime2: readonly Experiment[] = multinomialFits.flatMap(({ fit, k, text }) =>
  multinomialGates.map((gate) => ({
    name: `multinomial-regime2-${fit}-${gate}`,
    title: `Multinomial logistic experts, regime 2, ${gate === "standard" ? "standard" : `${gate} modified`} gate: ${text}`,
    truthName: `multinomial-regime2-${gate}`,
    truth: regime2Truth(gate),
    k,
    theory: theoryOf(gate),
    notes: [multinomialNote(2, gate), ...(fit === "over" ? [splitNote] : [])],
    protocols: {
      certified: multinomialProtocol(
        regime2Truth(gate),
        gate === "standard"
          ? ["multinomial.d2r(2)", "multinomial.d1", "multinomial.experts", "multinomial.gate"]
          : ["multinomial.d1", "multinomial.d2r(2)", "multinomial.experts", "multinomial.gate"],
      ),
    },
  })),
);
