import { experiments } from "../specs/index.js";
import type { Experiment, Theory } from "../types/experiment.js";
import type { Study, StudySeries } from "../types/study.js";
import { rootN } from "./references.js";

const theory: Theory = {
  slope: -0.5,
  source: "h = O(sqrt(log n / n)) and V = O(sqrt(log n / n)), for every model of the four papers",
};

/** One setting of each model: those that are drawn. */
const models = [
  { label: "softmax", exact: "softmax-exact", over: "softmax-over" },
  { label: "top-K", exact: "topk-three-d1", over: "topk-threshold-2-of-4" },
  ...["plain", "sigmoid", "tanh", "gelu"].map((gate) => ({
    label: `temperature, ${gate}`,
    exact: `temperature-exact-${gate}`,
    over: `temperature-over-${gate}`,
  })),
  ...["standard", "tanh"].map((gate) => ({
    label: `multinomial, ${gate} gate`,
    exact: `multinomial-regime1-exact-${gate}`,
    over: `multinomial-regime1-over-${gate}`,
  })),
];

const panel = (fit: "exact" | "over", loss: "hellinger" | "totalVariation") => ({
  title: `${fit === "exact" ? "exact-specified" : "over-specified"}, ${names[loss]}`,
  yTitle: loss,
  series: models.map((model): StudySeries => ({ label: model.label, experiment: model[fit], loss, theory })),
  references: [rootN],
});

const names = { hellinger: "Hellinger distance", totalVariation: "total variation" } as const;

const panels = (["exact", "over"] as const).flatMap((fit) =>
  (["hellinger", "totalVariation"] as const).map((loss) => panel(fit, loss)),
);

/**
 * What is not drawn is judged all the same, where its certified protocol records the distance; `topk-threshold` has its
 * own settings, of which theory says other things.
 */
const drawn = new Set(models.flatMap(({ exact, over }) => [exact, over]));
const rest = experiments.filter(
  ({ name, protocols }) =>
    !drawn.has(name) &&
    !name.startsWith("topk-threshold") &&
    protocols.certified.losses.includes("hellinger"),
);

/** How fast the estimated density converges, for every model. */
export const densityRate: Study = {
  name: "density-rate",
  title: "Rates of the conditional density",
  describes: "Hellinger distance and total variation of every model, exact- and over-specified",
  statistic: "median",
  panels,
  also: rest.map(({ name }: Experiment) => ({
    label: `density of ${name}`,
    experiment: name,
    loss: "hellinger",
    theory,
  })),
  notes: [
    "Distances of the conditional densities at the inputs, averaged over the law of the inputs, by quadrature.",
  ],
};
