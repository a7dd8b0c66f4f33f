import { topkThreshold } from "../specs/topk-threshold.js";
import type { Theory } from "../types/experiment.js";
import type { Study, StudyPanel } from "../types/study.js";
import { rootN } from "./references.js";

const paper = "Nguyen, Akbarian, Yan and Ho (2024)";
const bound: Theory = { slope: -0.5, source: `O(sqrt(log n / n)), ${paper}` };

const densityTheory = (experiment: string): Theory =>
  topkThreshold.find(({ name }) => name === experiment)?.theory ?? bound;

function densityPanel(
  title: string,
  loss: "totalVariation" | "hellinger",
  fits: Readonly<Record<string, string>>,
): StudyPanel {
  return {
    title: `${loss === "hellinger" ? "Hellinger distance" : "total variation"}, truth: ${title}`,
    yTitle: loss,
    series: Object.entries(fits).map(([label, experiment]) => ({
      label,
      experiment,
      loss,
      theory: densityTheory(experiment),
    })),
    references: [rootN],
  };
}

const oneOfTwo = {
  "1 of k = 2": "topk-exact",
  "1 of k = 4, below": "topk-threshold-1-of-4",
  "2 of k = 3, at": "topk-over",
  "2 of k = 4, at": "topk-threshold-2-of-4",
};
const twoOfThree = {
  "1 of k = 3, below": "topk-threshold-1-of-3",
  "2 of k = 3, at": "topk-three-d1",
  "3 of k = 3, above": "topk-threshold-3-of-3",
};

/** The error of the density below, at and above the threshold of the number of selected experts. */
export const topkThresholdStudy: Study = {
  name: "topk-threshold",
  title: "Top-K gating: the density's error and the number of selected experts",
  describes: "fits that select fewer or more experts than the truth",
  statistic: "median",
  panels: [
    densityPanel("1 of 2 selected", "totalVariation", oneOfTwo),
    densityPanel("2 of 3 selected", "totalVariation", twoOfThree),
    densityPanel("1 of 2 selected", "hellinger", oneOfTwo),
    densityPanel("2 of 3 selected", "hellinger", twoOfThree),
  ],
  notes: [
    "Below, at, above: the number of selected experts against the largest number of fitted atoms in K cells of the truth. Theory: a floor below, n^{−1/2} at and above.",
    "1 of k = 4 is below the threshold and yet holds the truth: in one dimension only the experts of the largest and of the smallest slope are ever selected. 3 of k = 3 is above it and does not.",
  ],
};

const parts = (experiment: string, over: "" | ".over", whole: boolean): StudyPanel["series"] => [
  { label: "expert part", experiment, loss: `topk.experts${over}`, theory: bound },
  {
    label: "gate part",
    experiment,
    loss: `topk.gate${over}`,
    ...(whole ? { theory: bound } : {}),
  },
  ...(whole ? [{ label: "whole loss D₁", experiment, loss: "topk.d1", theory: bound }] : []),
];

const partsPanel = (title: string, series: StudyPanel["series"]): StudyPanel => ({
  title,
  yTitle: "loss",
  series,
  references: [rootN],
});

/** Experts and gate apart, where one expert is selected and the gate cannot be identified. */
export const topkOneStudy: Study = {
  name: "topk-one",
  title: "Top-K gating with one selected expert: experts and gate apart",
  describes: "with one selected expert the data hold only the order of the gate's slopes",
  statistic: "median",
  panels: [
    partsPanel("1 of k = 2, exact-specified", parts("topk-exact", "", false)),
    partsPanel("2 of k = 3, over-specified", parts("topk-over", ".over", false)),
  ],
  notes: [
    "The gate part need not vanish: the only selected expert has weight 1 whatever its bias, and its slope counts only by its order.",
  ],
};

/** The design in which the gate can be identified. */
export const topkThreeStudy: Study = {
  name: "topk-three",
  title: "Top-K gating, 2 of 3 experts selected: experts and gate",
  describes: "a design in which the gate can be identified, in one and two dimensions",
  statistic: "median",
  panels: [
    partsPanel("d = 1", parts("topk-three-d1", "", true)),
    partsPanel("d = 2", parts("topk-three-d2", "", true)),
  ],
  notes: [],
};
