import { curve } from "../data-marks.js";
import type { Point } from "../marks.js";
import { count, plain } from "../numbers.js";
import { colors, faded, fullWidth, series } from "../theme.js";
import { linearLimits, linearTicks } from "../ticks.js";
import type { Figure } from "../types.js";
import { dotSet } from "./dots.js";
import { areaBetween } from "./grid.js";
import { stacked } from "./stacked.js";

/** Residuals that are standard normal where the model is right, in increasing order, against the quantiles of that law. */
export interface QuantilesPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** For each residual the quantile at its place, and the limits between which it lies with probability `level`. */
  readonly points: readonly {
    readonly expected: number;
    readonly residual: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly level: number;
  readonly notes?: readonly string[];
}

/** More dots than this only make a thick line. */
const mostDots = 1000;

/** The normal quantile plot of residuals with a pointwise band. */
export function quantilesFigure(picture: QuantilesPicture): Figure {
  const { level } = picture;
  const finite = picture.points.filter(({ residual }) => Number.isFinite(residual));
  const points = thinned(finite);
  const outside = finite.filter(({ residual, low, high }) => residual < low || residual > high).length;
  const fill = faded(colors.grey, 0.2);
  const line = { color: colors.black, width: 1.2 };
  const grid = { at: points.map(({ expected }) => expected) };
  const band = { low: points.map(({ low }) => low), high: points.map(({ high }) => high) };
  const x = linearLimits(grid.at, 0.04);
  const y = linearLimits([...band.low, ...band.high, ...points.map(({ residual }) => residual)], 0.04);
  const dot = { color: series(0), fill: series(0) };
  const ends: Point[] = [x.min, x.max].map((at) => ({ x: at, y: at }));
  const left = picture.points.length - finite.length;
  return {
    title: picture.title,
    subtitle: picture.subtitle,
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
        label: `residuals: ${count(outside)} of ${count(finite.length)} outside the band`,
        marker: { shape: "circle", ...dot, radius: 2.4 },
      },
      { label: "where the model is right", line },
      { label: `${plain(100 * level)} % band at each place`, band: fill },
    ],
    notes: [
      `If the model is right, each point lies in the band with probability ${plain(level)}; neighbours move together, so that where one leaves it, more do. The parameters are taken as known.`,
      ...(left > 0 ? [`Not drawn: ${count(left)} of the residuals, beyond all numbers.`] : []),
      ...(picture.notes ?? []),
    ],
  };
}

/** Points that are not closer on the x axis than the width of the plot allows to tell apart; the ends stay. */
function thinned<P extends { readonly expected: number }>(points: readonly P[]): P[] {
  if (points.length <= mostDots) return [...points];
  const step = (points[points.length - 1]!.expected - points[0]!.expected) / mostDots;
  let last = Number.NEGATIVE_INFINITY;
  return points.filter(({ expected }, i) => {
    if (i < points.length - 1 && expected - last < step) return false;
    last = expected;
    return true;
  });
}
