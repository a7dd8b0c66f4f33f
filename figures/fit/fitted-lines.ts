import { badges } from "../badges.js";
import { curve, faintWeight, type Numbers, pale } from "../data-marks.js";
import { plain } from "../numbers.js";
import { colors, faded, fullWidth, series } from "../theme.js";
import type { Figure } from "../types.js";
import { greyDots, type Observed, weightNote } from "./dots.js";
import { gateLayer, numbers } from "./gate-layer.js";
import { areaBetween, type Grid, overGrid, spread } from "./grid.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";
import { axisOf } from "./variable.js";

/** A fit to a response of numbers, evaluated by the caller over one input. */
export interface LinesPicture extends Noted, Observed {
  readonly grid: Grid;
  /** Of each expert its mean and its gate weight over the grid. */
  readonly means: readonly Numbers[];
  readonly gateWeights: readonly Numbers[];
  /** The mean of the mixture. */
  readonly mean: Numbers;
  /** Limits between which a new response lies with this probability; of counts they are whole numbers. */
  readonly band: {
    readonly low: Numbers;
    readonly high: Numbers;
    readonly probability: number;
    readonly whole?: boolean;
  };
}

/**
 * The data with the mean of each expert, the mean of the mixture and a prediction band above, the gate weights below. Throws where curves
 * are not of the grid's length.
 */
export function fittedLinesFigure(picture: LinesPicture): Figure {
  check(picture);
  const { x, y, grid, means, gateWeights, mean, band } = picture;
  const experts = means.map((_, i) => ({ color: series(i), width: 2.2 }));
  const mixture = { color: colors.black, width: 1.5, dash: [5, 3] };
  const fill = faded(colors.grey, 0.17);
  const dots = greyDots(picture);
  const lines = means.map((values, i) => ({
    ...curve(overGrid(grid, values), experts[i]!),
    ...pale(spread(grid, gateWeights[i]!), experts[i]!.color),
  }));
  // Lines of experts leave the frame where they would press the data into a part of it.
  const response = axisOf(
    y,
    [y.values, band.low, band.high, mean].flatMap((list) => Array.from(list)),
    0.05,
  );
  const several = means.length > 1;
  const layers = [
    {
      height: 2.9,
      y: response,
      datasets: [
        ...dots.datasets,
        ...areaBetween(grid, band, fill),
        ...lines,
        ...(several ? [{ ...curve(overGrid(grid, mean), mixture), order: 1 }] : []),
      ],
      plugins: several ? [badges(numbers(grid, means, gateWeights, experts))] : [],
    },
    ...(several ? [gateLayer(grid, gateWeights, experts)] : []),
  ];
  return {
    ...noted(picture, [
      "A new observation lies in the prediction band with this probability if the estimates are right; their uncertainty is not in it.",
      ...(several ? [`Lines of experts are pale where their gate weight is below ${faintWeight}.`] : []),
      ...weightNote(picture),
    ]),
    width: fullWidth,
    panels: stacked(layers, axisOf(x, [...Array.from(x.values), ...Array.from(grid.at)], 0.02)),
    key: [
      dots.key,
      ...experts.map((line, i) => ({
        label: several ? `mean of expert ${i + 1}` : "mean",
        line,
        ...(several ? { badge: String(i + 1) } : {}),
      })),
      ...(several ? [{ label: "mean of the mixture", line: mixture }] : []),
      { label: `${plain(100 * band.probability)} % prediction band`, band: fill },
    ],
  };
}

function check({ x, y, grid, means, gateWeights, mean, band }: LinesPicture): void {
  if (x.values.length !== y.values.length)
    throw new Error(`invalid y; ${y.values.length} values for ${x.values.length} inputs`);
  if (means.length !== gateWeights.length)
    throw new Error(`invalid gateWeights; of ${gateWeights.length} experts, means of ${means.length}`);
  for (const values of [...means, ...gateWeights, mean, band.low, band.high])
    if (values.length !== grid.at.length)
      throw new Error(`invalid curve; ${values.length} values on a grid of ${grid.at.length}`);
}
