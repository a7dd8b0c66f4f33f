import type { Theory } from "../types/experiment.js";
import type { Study, StudyPanel } from "../types/study.js";
import { rootN } from "./references.js";

const paper = "Nguyen, Akbarian and Ho (2024)";
const lower: Theory = {
  slope: -0.5,
  kind: "lower",
  source: `no estimator beats n^{-1/2} in any D_r, ${paper}`,
};
const bound: Theory = { slope: -0.5, source: `D = O(sqrt(log n / n)) with an activation, ${paper}` };
const scaleFree: Theory = {
  slope: -0.5,
  source:
    "D1, D2 = O(sqrt(log n / n)) in beta0 / tau, beta1 / tau, in which the plain gate is a softmax gate",
};

function study(fit: "exact" | "over"): Study {
  const plain = `temperature-${fit}-plain`;
  const papers: StudyPanel = {
    title: "losses of the paper",
    yTitle: "loss",
    series: [
      { label: "plain, D₂", experiment: plain, loss: "temperature.dr(2)", theory: lower },
      ...["sigmoid", "tanh", "gelu"].map((gate) => ({
        label: gate,
        experiment: `temperature-${fit}-${gate}`,
        loss: `activation.${fit}`,
        theory: bound,
      })),
    ],
    references: [rootN],
  };
  const scale: StudyPanel = {
    title: "plain gate",
    yTitle: "loss",
    series: [
      { label: "D₁", experiment: plain, loss: "temperature.dr(1)", theory: lower },
      { label: "D₂", experiment: plain, loss: "temperature.dr(2)", theory: lower },
      {
        label: "scale-free, in β₀/τ and β₁/τ",
        experiment: plain,
        loss: `temperature.scaleFree.${fit === "exact" ? "d1" : "d2"}`,
        theory: scaleFree,
      },
    ],
    references: [rootN],
  };
  return {
    name: `temperature-${fit}`,
    title: `Temperature gates, ${fit === "exact" ? "exact-specified, k = 2" : "over-specified, k = 3 for 2"}`,
    describes: "the plain dense-to-sparse gate against three activations",
    statistic: "median",
    panels: [papers, scale],
    notes: [
      "The plain gate does not change under (β₀, β₁, τ) → c (β₀, β₁, τ): which c an estimate ends with, its starts decide, and the losses of the paper see c. The scale-free loss does not.",
    ],
  };
}

/** Plain gate against activations, as many experts as the truth has. */
export const temperatureExactStudy: Study = study("exact");
/** The same with one expert more. */
export const temperatureOverStudy: Study = study("over");
