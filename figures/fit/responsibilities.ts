import type { Numbers } from "../data-marks.js";
import { observations } from "../data-marks.js";
import { named } from "../marks.js";
import { count } from "../numbers.js";
import { mostSeries, seriesStyle } from "../series-styles.js";
import { faded, fullWidth } from "../theme.js";
import type { Figure } from "../types.js";
import { dotSet, dotsOf, type Observed, weightNote } from "./dots.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";
import { axisOf, placeOf } from "./variable.js";

/** Which expert each observation is likely to come from. */
export interface ResponsibilitiesPicture extends Noted, Observed {
  /** `responsibilities[i][t]`: the probability of expert i given observation t. */
  readonly responsibilities: readonly Numbers[];
}

/**
 * The observations in the colour and shape of the expert that is most probable for each, the paler within, the less sure; below how sure. Throws where the
 * responsibilities are not of as many observations.
 */
export function responsibilitiesFigure(picture: ResponsibilitiesPicture): Figure {
  const { x, y, responsibilities } = picture;
  const k = responsibilities.length;
  const n = x.values.length;
  for (const [i, values] of responsibilities.entries())
    if (values.length !== n)
      throw new Error(`invalid responsibilities[${i}]; ${values.length} values for ${n} inputs`);
  const dots = dotsOf(picture).map((dot) => {
    const all = responsibilities.map((values) => values[dot.t]!);
    const sure = Math.max(...all);
    return { ...dot, expert: all.indexOf(sure), sure };
  });
  const styles = responsibilities.map((_, i) => seriesStyle(i).marker);
  /** 0 where all experts are as probable, 1 where one is certain. */
  const opacity = (sure: number) => (k > 1 ? (k * sure - 1) / (k - 1) : 1);
  const sets = (height: (dot: (typeof dots)[number]) => number) =>
    styles.map(({ shape, rotation, color, radius }, i) => {
      const own = dots.filter(({ expert }) => expert === i);
      const scale = radius / 3.2;
      const set = dotSet(
        own.map((dot) => ({ ...dot, y: height(dot), radius: (0.8 + dot.radius) * scale })),
        {
          color,
          fill: own.map(({ sure }) => faded(color, 0.85 * opacity(sure))),
          shape,
          border: 0.8,
        },
      );
      return named(`expert ${i + 1}`, { ...set, pointRotation: rotation ?? 0 });
    });
  const counts = countsOf(picture);
  const layers = [
    {
      height: y.levels === undefined ? 2.7 : 0.4 + 0.4 * y.levels.length,
      y: axisOf(y, Array.from(y.values), 0.05),
      datasets: sets(({ t }) => placeOf(y, t)),
    },
    {
      height: 1.5,
      y: { title: "its probability", min: 1 / k - 0.06, max: 1.04, ticks: sureTicks(k) },
      datasets: sets(({ sure }) => sure),
    },
  ];
  return {
    ...noted(picture, [
      "Each observation has the mark of the expert that is most probable given its input and response, filled the more, the surer that is.",
      ...(dots.length < n ? [`${observations(dots.length, n)} drawn.`] : []),
      ...weightNote(picture),
    ]),
    width: fullWidth,
    panels: stacked(layers, axisOf(x, Array.from(x.values), 0.02)),
    key: styles.map((marker, i) => ({
      label: `expert ${i + 1}: ${count(counts[i]!)} of ${count(counts.reduce((sum, one) => sum + one, 0))}`,
      marker: { ...marker, radius: marker.radius },
      ...(k > mostSeries ? { badge: String(i + 1) } : {}),
    })),
  };
}

/** From the least that the most probable of k can have. */
const sureTicks = (k: number): number[] => [0.25, 0.5, 0.75, 1].filter((tick) => tick >= 1 / k - 1e-9);

/** The number of observations for which each expert is the most probable, or the sum of their weights, rounded. */
function countsOf({ responsibilities, x, weights }: ResponsibilitiesPicture): number[] {
  const counts = responsibilities.map(() => 0);
  for (let t = 0; t < x.values.length; t++) {
    const all = responsibilities.map((values) => values[t]!);
    counts[all.indexOf(Math.max(...all))]! += weights?.[t] ?? 1;
  }
  return counts.map(Math.round);
}
