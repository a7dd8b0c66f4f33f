import { curve } from "../data-marks.js";
import type { Point } from "../marks.js";
import { count, plain } from "../numbers.js";
import { colors, faded, fullWidth, series } from "../theme.js";
import { linearLimits, linearTicks } from "../ticks.js";
import type { Figure } from "../types.js";
import { dotSet } from "./dots.js";
import { areaBetween } from "./grid.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";

/** Residuals that are standard normal where the model is right, against the quantiles of that law. */
export interface QuantilesPicture extends Noted {
  /** In increasing order: the quantile at the place of a residual, and the limits between which it lies with probability `level`. */
  readonly points: readonly {
    readonly expected: number;
    readonly residual: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly level: number;
  /** The number of residuals, how many lie outside their limits, and how many are infinite; `points` may be fewer. */
  readonly n: number;
  readonly outside: number;
  readonly infinite: number;
}

/** The normal quantile plot of residuals with a pointwise band. */
export function quantilesFigure(picture: QuantilesPicture): Figure {
  const { level, points, n, outside, infinite } = picture;
  const fill = faded(colors.grey, 0.2);
  const line = { color: colors.black, width: 1.2 };
  const grid = { at: points.map(({ expected }) => expected) };
  const band = { low: points.map(({ low }) => low), high: points.map(({ high }) => high) };
  const x = linearLimits(grid.at, 0.04);
  const y = linearLimits([...band.low, ...band.high, ...points.map(({ residual }) => residual)], 0.04);
  const dot = { color: series(0), fill: series(0) };
  const ends: Point[] = [x.min, x.max].map((at) => ({ x: at, y: at }));
  return {
    ...noted(picture, [
      `If the model is right, each point lies in the band with probability ${plain(level)}; neighbours move together, so that where one leaves it, more do. The parameters are taken as known.`,
      ...(infinite > 0
        ? [`Not drawn: ${count(infinite)} infinite residuals, of responses that the model all but excludes.`]
        : []),
    ]),
    width: fullWidth,
    panels: stacked(
      [
        {
          height: 3.6,
          y: { title: "quantile residual", ...y, ticks: linearTicks(y.min, y.max) },
          datasets: [
            ...areaBetween(grid, band, fill),
            { ...curve(ends, line), order: 8 },
            dotSet(
              points.map(({ expected, residual }) => ({ x: expected, y: residual, radius: 1.8 })),
              dot,
            ),
          ].map((set, i) => (i === 3 ? { ...set, order: 1 } : set)),
        },
      ],
      { title: "standard normal quantile", ...x, ticks: linearTicks(x.min, x.max) },
    ),
    key: [
      {
        label: `residuals: ${count(outside)} of ${count(n)} outside the band`,
        marker: { shape: "circle", ...dot, radius: 2.4 },
      },
      { label: "where the model is right", line },
      { label: `${plain(100 * level)} % band at each place`, band: fill },
    ],
  };
}
