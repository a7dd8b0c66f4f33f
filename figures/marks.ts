import type { ChartDataset } from "chart.js";
import type { Slope } from "../experiments/types/summary.js";
import type { KeyEntry } from "./types.js";
import { isNumber } from "./words.js";

/** A mark of the plot: what Chart.js draws, and how the legend shows it. */
export interface Mark {
  readonly datasets: readonly Points[];
  readonly key: KeyEntry;
}
/** A point in data coordinates. */
export type Point = { readonly x: number; readonly y: number };
/** A Chart.js data set of points. */
export type Points = ChartDataset<"line", Point[]>;

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

/** Both ends of a least-squares line over the sizes that it rests on; none where it could not be computed. */
export function lineEnds(sizes: readonly number[], { slope, intercept, omitted = [] }: Slope): Point[] {
  const used = sizes.filter((n) => !omitted.includes(n));
  if (!isNumber(slope) || !isNumber(intercept) || used.length === 0) return [];
  return [used[0]!, used[used.length - 1]!].map((n) => ({
    x: n,
    y: 10 ** (intercept + slope * Math.log10(n)),
  }));
}
