import type { ChartDataset, Plugin } from "chart.js";
import type { Slope } from "../experiments/types/summary.js";
import type { KeyEntry } from "./types.js";
import { isNumber } from "./words.js";

/** A mark of the plot: what Chart.js draws, and how the legend shows it. */
export interface Mark {
  readonly datasets: readonly Points[];
  readonly key: KeyEntry;
}
/** A point in data coordinates. */
export type Point = {
  readonly x: number;
  readonly y: number;
  /** The value itself, where it is drawn elsewhere: 0 on a logarithmic axis. */
  readonly value?: number;
};
/** A Chart.js data set of points. */
export type Points = ChartDataset<"line", Point[]> & {
  /** Drawn so many pixels to the right of where it is, beside what would hide it; see `shifts`. */
  readonly shift?: number;
  /** Upright bars: pairs of a lower and an upper end, with gaps between. */
  readonly bars?: boolean;
};

/** A line through points; what has no logarithm is a gap. */
export function stroke(
  points: readonly Point[],
  line: NonNullable<KeyEntry["line"]>,
  marker?: KeyEntry["marker"],
): Points {
  return through(
    points.map(({ x, y }) => ({ x, y: hasLogarithm(y) ? y : Number.NaN })),
    line,
    marker,
  );
}

/** Whether a value can stand on a logarithmic axis: a positive finite number. */
export function hasLogarithm(value: number): boolean {
  return value > 0 && value < Infinity;
}

/** A line through points of any sign; a y of NaN is a gap. */
export function through(
  points: readonly Point[],
  line: NonNullable<KeyEntry["line"]>,
  marker?: KeyEntry["marker"],
): Points {
  return {
    data: [...points],
    parsing: false,
    borderColor: line.color,
    borderWidth: line.width,
    borderDash: [...(line.dash ?? [])],
    backgroundColor: line.color,
    pointStyle: marker?.shape ?? "circle",
    pointRotation: marker?.rotation ?? 0,
    pointRadius: marker?.radius ?? 0,
    pointBorderColor: marker?.color ?? "transparent",
    pointBackgroundColor: marker?.fill ?? "transparent",
    pointBorderWidth: marker ? 1.2 : 0,
    fill: false,
    order: 1,
  };
}

/** All x or all y of a mark. */
export function values(coordinate: "x" | "y"): (mark: Mark) => number[] {
  return ({ datasets }) => datasets.flatMap(({ data }) => data.map((point) => point[coordinate]));
}

/** A filled area between two values at each x; broken where one of them has no logarithm. */
export function area(
  points: readonly { readonly x: number; readonly low: number; readonly high: number }[],
  fill: string,
): Points[] {
  const invisible = { color: "transparent", width: 0 };
  return [
    {
      ...stroke(
        points.map(({ x, high }) => ({ x, y: high })),
        invisible,
      ),
      order: 5,
    },
    {
      ...stroke(
        points.map(({ x, low }) => ({ x, y: low })),
        invisible,
      ),
      order: 5,
      fill: "-1",
      backgroundColor: fill,
    },
  ];
}

/** A data set with its name, which files of numbers give it. */
export const named = (label: string, dataset: Points): Points => ({ ...dataset, label });

/** A least-squares line: thin and broken, so that nobody takes it for a band. */
export const fittedLine = (color: string): NonNullable<KeyEntry["line"]> => ({
  color,
  width: 0.9,
  dash: [3.5, 2.5],
});

/** Fewer sizes than this all have a tick of their own. */
const manySizes = 7;

/** The sizes as ticks of an axis, where they are few. */
export function sizeTicks(sizes: readonly number[]): { readonly ticks?: readonly number[] } {
  const distinct = [...new Set(sizes)].sort((p, q) => p - q);
  return distinct.length < manySizes ? { ticks: distinct } : {};
}

/** Upright bars between two values at each x. */
export const bars = (
  points: readonly { readonly x: number; readonly low: number; readonly high: number }[],
  line: NonNullable<KeyEntry["line"]>,
): Points => ({
  ...stroke(
    points.flatMap(({ x, low, high }) => [
      { x, y: low },
      { x, y: high },
      { x, y: Number.NaN },
    ]),
    line,
  ),
  bars: true,
  order: 5,
});

/** Draws data sets beside where they are, by their `shift`. */
export const shifts: Plugin = {
  id: "shifts",
  beforeDatasetDraw: ({ ctx, data }, { index }) => {
    ctx.save();
    ctx.translate((data.datasets[index] as { shift?: number }).shift ?? 0, 0);
  },
  afterDatasetDraw: ({ ctx }) => ctx.restore(),
};

/** Both ends of a least-squares line over the sizes that it rests on; none where it could not be computed. */
export function lineEnds(sizes: readonly number[], { slope, intercept, omitted = [] }: Slope): Point[] {
  const used = sizes.filter((n) => !omitted.includes(n));
  if (!isNumber(slope) || !isNumber(intercept) || used.length === 0) return [];
  return [used[0]!, used[used.length - 1]!].map((n) => ({
    x: n,
    y: 10 ** (intercept + slope * Math.log10(n)),
  }));
}
