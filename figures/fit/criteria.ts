import { through } from "../marks.js";
import { lettered } from "../panels.js";
import { seriesStyles } from "../series-styles.js";
import { colors, fullWidth } from "../theme.js";
import type { Figure } from "../types.js";
import { type Noted, noted } from "./noted.js";

/** A criterion for numbers of experts, the least being best; null where it is not known or the fit is not sound. */
export interface Criterion {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Criteria on one scale, over the same numbers of experts. */
export interface CriteriaPicture extends Noted {
  readonly k: readonly number[];
  readonly criteria: readonly Criterion[];
}

/** Marks of criteria that prefer the same number stand so far apart, in numbers of experts. */
const beside = 0.07;

/** Each criterion less its least value against the number of experts; filled where it is least. Throws where a criterion is not of each number. */
export function criteriaFigure({ k, criteria, ...words }: CriteriaPicture): Figure {
  for (const { name, values } of criteria)
    if (values.length !== k.length)
      throw new Error(
        `invalid criterion ${name}; ${values.length} values for ${k.length} numbers of experts`,
      );
  const [styles] = seriesStyles([{ series: criteria.map(({ name }) => ({ label: name })) }]);
  const drawn = criteria.map(({ name, values }, c) => {
    const style = styles![c]!;
    const known = values.filter((value) => value !== null);
    const least = Math.min(...known);
    const points = values.map((value, i) => ({
      x: k[i]! + beside * (c - (criteria.length - 1) / 2),
      y: value === null ? Number.NaN : value - least,
    }));
    const line = { color: style.color, width: 1.4 };
    const hollow = { ...style.marker, fill: colors.paper };
    return {
      points,
      datasets: [
        {
          ...through(points, line, hollow),
          pointBackgroundColor: points.map(({ y }) => (y === 0 ? style.color : colors.paper)),
        },
      ],
      key: {
        label: `${name}: ${known.length > 0 ? k[values.indexOf(least)] : "not known"}`,
        line,
        marker: style.marker,
      },
    };
  });
  const [panel] = lettered([
    {
      title: "",
      x: {
        title: "experts",
        scale: "linear",
        values: [Math.min(...k) - 0.3, Math.max(...k) + 0.3],
      },
      y: {
        title: "criterion less its least value",
        scale: "linear",
        values: drawn.flatMap(({ points }) => points.map(({ y }) => y).filter(Number.isFinite)),
      },
      datasets: drawn.flatMap(({ datasets }) => datasets),
      key: [],
    },
  ]);
  return {
    ...noted(words, [
      "Filled: the number of experts that a criterion prefers, also given in the legend. Where a curve has a gap, the fit is not sound or the criterion is not known.",
    ]),
    width: fullWidth,
    panels: [panel!],
    key: drawn.map(({ key }) => key),
  };
}
