import type { ScriptableLineSegmentContext } from "chart.js";
import type { Point, Points } from "./marks.js";
import { count } from "./numbers.js";
import { faded } from "./theme.js";
import type { KeyEntry } from "./types.js";

export type Numbers = ArrayLike<number>;

/** More points than this only make a black block and a large file. */
const mostPoints = 1500;

/** Below this gate weight an expert hardly has observations; its line is drawn pale there. */
export const faintWeight = 0.02;

/** A line through points of any sign; a y of NaN is a gap. */
export function curve(data: readonly Point[], line: NonNullable<KeyEntry["line"]>): Points {
  return {
    data: [...data],
    parsing: false,
    borderColor: line.color,
    borderWidth: line.width,
    borderDash: [...(line.dash ?? [])],
    // Points that stand close together, as at a step, would make spikes.
    borderJoinStyle: "round",
    pointRadius: 0,
    fill: false,
    order: 2,
  };
}

/** Draws the segments of a line pale where its expert has next to no weight. */
export function pale(weights: Numbers, color: string): Pick<Points, "segment"> {
  const isFaint = (i: number) => weights[i]! < faintWeight;
  return {
    segment: {
      borderColor: ({ p0DataIndex, p1DataIndex }: ScriptableLineSegmentContext) =>
        isFaint(p0DataIndex) && isFaint(p1DataIndex) ? faded(color, 0.25) : undefined,
    },
  };
}

/** The points of a curve over a grid. */
export function along(grid: Numbers, values: Numbers): Point[] {
  return Array.from(grid, (x, i) => ({ x, y: values[i]! }));
}

/** Which of n observations are drawn: at most 1500, evenly chosen in their order. */
export function shownOf(n: number): number[] {
  const kept = Math.min(n, mostPoints);
  return Array.from({ length: kept }, (_, i) => Math.floor((i * n) / kept));
}

/** `1,500 of 20,000 observations`. */
export function observations(shown: number, all: number): string {
  return shown < all ? `${count(shown)} of ${count(all)} observations` : `${count(all)} observations`;
}
