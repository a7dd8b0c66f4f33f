import type { Numbers } from "../data-marks.js";
import { curve } from "../data-marks.js";
import type { Point, Points } from "../marks.js";
import { halfLevel } from "./variable.js";

/** Where curves are given: at increasing numbers, or at each level of a variable. */
export interface Grid {
  readonly at: Numbers;
  /** The grid is the codes of levels: a curve has a step for each. */
  readonly levels?: boolean | undefined;
}

/** The points of a curve: over numbers one for each, over levels a step for each, with a gap between. */
export function overGrid({ at, levels = false }: Grid, values: Numbers): Point[] {
  return Array.from(at).flatMap((x, i) =>
    levels
      ? [
          { x: x - halfLevel, y: values[i]! },
          { x: x + halfLevel, y: values[i]! },
          { x: x + halfLevel, y: Number.NaN },
        ]
      : [{ x, y: values[i]! }],
  );
}

/** For each point of `overGrid` the value that belongs to it. */
export function spread({ levels = false }: Grid, values: Numbers): number[] {
  return Array.from(values).flatMap((value) => (levels ? [value, value, value] : [value]));
}

/** A filled area between two curves; of whole numbers, with upright steps. */
export function areaBetween(
  grid: Grid,
  {
    low,
    high,
    whole = false,
  }: { readonly low: Numbers; readonly high: Numbers; readonly whole?: boolean | undefined },
  fill: string,
): Points[] {
  const stepped = whole ? ("middle" as const) : false;
  const invisible = { color: "transparent", width: 0 };
  return [
    { ...curve(overGrid(grid, high), invisible), order: 10, stepped },
    { ...curve(overGrid(grid, low), invisible), order: 10, stepped, fill: "-1", backgroundColor: fill },
  ];
}
