import type { ChartDataset } from "chart.js";
import type { KeyEntry } from "./types.js";

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
  return {
    data: points.map(({ x, y }) => ({ x, y: y > 0 && y < Infinity ? y : Number.NaN })),
    parsing: false,
    borderColor: line.color,
    borderWidth: line.width,
    borderDash: [...(line.dash ?? [])],
    backgroundColor: line.color,
    pointStyle: marker?.shape ?? "circle",
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
