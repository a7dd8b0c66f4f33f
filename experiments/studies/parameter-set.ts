import type { Theory } from "../types/experiment.js";
import type { Study, StudyPanel } from "../types/study.js";
import { rootN } from "./references.js";

const sets = [
  ["coefficients up to 1.5 times the truth's", "softmax-over-close"],
  ["up to twice", "softmax-over"],
  ["up to 6 times", "softmax-over-wide"],
] as const;

const paper = "Nguyen, Nguyen and Ho (2023)";

const panel = (title: string, loss: string, theory: Theory): StudyPanel => ({
  title,
  yTitle: loss,
  series: sets.map(([label, experiment]) => ({ label, experiment, loss, theory })),
  references: [rootN],
});

/** What the size of the parameter set does to over-specified estimates: three sets, the same data. */
export const parameterSetStudy: Study = {
  name: "parameter-set",
  title: "The size of the parameter set, over-specified, k = 3 for 2",
  describes: "the highest maximum over three compact sets round the balanced truth, on the same data",
  statistic: "median",
  panels: [
    panel("loss D₂", "d2", { slope: -0.5, source: `D2 = O(sqrt(log n / n)), ${paper}, eq. (5)` }),
    panel("distance of the densities", "hellinger", {
      slope: -0.5,
      source: `h = O(sqrt(log n / n)), ${paper}`,
    }),
  ],
  notes: [
    "The theorem holds for each set. Over a wide one a surplus expert can buy some nats with a steep gate or a narrow variance on few observations, and D₂ weighs that with its fourth power.",
  ],
};
