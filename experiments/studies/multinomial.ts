import { informationNote, type MultinomialGate, multinomialGates } from "../specs/multinomial-truths.js";
import type { Theory } from "../types/experiment.js";
import type { Study, StudyPanel } from "../types/study.js";
import { rootN } from "./references.js";

const paper = "Nguyen, Akbarian, Nguyen and Ho (2024)";
const bound: Theory = { slope: -0.5, source: `D1 = O(sqrt(log n / n)), ${paper}` };
const lower: Theory = {
  slope: -0.5,
  kind: "lower",
  source: `no estimator beats n^{-1/2} in any D_{2,r}, regime 2, ${paper}`,
};
const free: Theory = {
  slope: 0,
  kind: "floor",
  source: "an expert that ignores the input, split in two, cannot be identified with any gate",
};

interface Curves {
  readonly regime: 1 | 2;
  readonly fit: "exact" | "over";
  readonly title: string;
  readonly loss?: string;
  readonly pattern?: string;
  readonly theory: (gate: MultinomialGate) => Theory;
}

const panel = ({ regime, fit, title, loss = "multinomial.d1", pattern, theory }: Curves): StudyPanel => ({
  title,
  yTitle: loss,
  series: multinomialGates.map((gate) => ({
    label: `${gate} gate`,
    experiment: `multinomial-regime${regime}-${fit}-${gate}`,
    loss,
    ...(pattern ? { pattern } : {}),
    theory: theory(gate),
  })),
  references: [rootN],
});

/** Every expert depends on the input: standard against modified gates, by cell pattern. */
export const multinomialRegime1Study: Study = {
  name: "multinomial-regime1",
  title: "Multinomial logistic experts, regime 1: standard and modified gates",
  describes: "every expert depends on the input",
  statistic: "median",
  panels: [
    panel({ regime: 1, fit: "exact", title: "exact-specified, k = 2", theory: () => bound }),
    panel({ regime: 1, fit: "over", title: "k = 3, all fits", theory: () => bound }),
    panel({ regime: 1, fit: "over", title: "k = 3, expert 1 split", pattern: "2,1", theory: () => bound }),
    panel({ regime: 1, fit: "over", title: "k = 3, expert 2 split", pattern: "1,2", theory: () => bound }),
  ],
  notes: [
    "Split: two fitted atoms are nearest to that true expert, and one to the other.",
    informationNote(1),
  ],
  ownNotesOnly: true,
};

/** The second expert ignores the input. */
export const multinomialRegime2Study: Study = {
  name: "multinomial-regime2",
  title: "Multinomial logistic experts, regime 2: standard and modified gates",
  describes: "the second expert ignores the input",
  statistic: "median",
  panels: [
    panel({
      regime: 2,
      fit: "exact",
      title: "exact-specified, k = 2",
      loss: "multinomial.d2r(2)",
      theory: (gate) => (gate === "standard" ? lower : bound),
    }),
    panel({
      regime: 2,
      fit: "over",
      title: "k = 3, all fits",
      loss: "multinomial.d2r(2)",
      theory: (gate) => (gate === "standard" ? lower : bound),
    }),
    panel({ regime: 2, fit: "over", title: "k = 3, expert 1 split", pattern: "2,1", theory: () => bound }),
    panel({
      regime: 2,
      fit: "over",
      title: "k = 3, input-free expert 2 split",
      pattern: "1,2",
      theory: () => free,
    }),
  ],
  notes: [
    "Split: two fitted atoms are nearest to that true expert, and one to the other.",
    "The parts of a split expert that ignores the input cannot be identified with any gate: patterns must not be pooled.",
    informationNote(2),
  ],
  ownNotesOnly: true,
};
