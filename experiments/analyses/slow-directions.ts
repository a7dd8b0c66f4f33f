import type { Analysis } from "../types/analysis.js";
import type { CurvesPicture } from "../types/picture.js";
import { inWords } from "./distances.js";
import { type RatioPanel, ratioOf, ratioPanels } from "./ratio-curves.js";

type Panel = CurvesPicture["panels"][number];

/** Distance over loss along curves that end in the truth. Curves along which the distance is 0 are left out. */
function ratioPanel({ title, curves }: RatioPanel): { panel: Panel; zeros: string[] } {
  const found = curves.map(ratioOf);
  const panel: Panel = {
    title,
    x: { title: "distance ε of the parameters", scale: "log" },
    y: { title: "Hellinger distance over loss", scale: "log" },
    series: found
      .filter(({ exponent }) => !Number.isNaN(exponent))
      .map(({ label, points, exponent }) => ({
        label: `${label}: exponent ${inWords(exponent)}`,
        points: points.map(({ eps, distance, lost }) => ({ x: eps, y: distance / lost })),
        style: "both",
      })),
  };
  const zeros = found
    .filter(({ exponent }) => Number.isNaN(exponent))
    .map(({ label, points }) => {
      const [{ eps, lost }] = points;
      const largest = Math.max(...points.map(({ distance }) => distance));
      return `Along “${label}” the distance is 0 (computed: at most ${largest.toExponential(0)}) while the loss is ${lost.toPrecision(2)} at eps = ${eps}; no power of the loss is bounded by the distance.`;
    });
  return { panel, zeros };
}

function compute(): CurvesPicture {
  const ratios = ratioPanels().map(ratioPanel);
  return {
    title: "Slow directions: distance between densities over loss",
    subtitle: [
      "Exact conditional densities, no data: Hellinger distances averaged over the inputs by quadrature.",
      "Level: the loss is as small as the density's error. Falling as eps falls: the loss is larger, its rate slower.",
    ],
    panels: ratios.map(({ panel }) => panel),
    notes: [
      "Two for one and three for one: the fitted experts leave the true one along a solution of the polynomial system, b by eps p3 and sigma2 by 2 eps^2 p4. Exact: along the eigenvector of the smallest eigenvalue of the Fisher information that is not 0. Regime 1: opposite errors in the intercept of one class.",
      "Exponents: least squares over the three smallest eps, which are so large that rounding (1e-15 in a distance) does not show.",
      "2 of 6 selected: the distance itself does not vanish, which is why the ratio grows.",
      ...ratios.flatMap(({ zeros }) => zeros),
    ],
  };
}

/** Distance between densities over loss along curves that end in the truth. */
export const slowDirections: Analysis = {
  name: "slow-directions",
  title: "Slow directions: distance between densities over loss along the worst curves",
  provenance: "derived",
  compute,
};
