import { type Badge, badges, standingOut } from "../badges.js";
import { curve, type Numbers } from "../data-marks.js";
import type { KeyEntry } from "../types.js";
import { type Grid, overGrid } from "./grid.js";
import type { Layer } from "./stacked.js";
import { halfLevel } from "./variable.js";

type Line = NonNullable<KeyEntry["line"]>;

/** The gate weights of the experts, each with its number where it is largest. */
export function gateLayer(grid: Grid, weights: readonly Numbers[], lines: readonly Line[]): Layer {
  return {
    height: 1.5,
    y: { title: "gate weight", min: -0.08, max: 1.08, ticks: [0, 0.5, 1] },
    datasets: weights.map((values, i) => curve(overGrid(grid, values), lines[i]!)),
    plugins: [badges(numbers(grid, weights, weights, lines))],
  };
}

/** More badges than this, side by side over levels, would touch. */
const mostBadges = 24;

/**
 * The number of each expert on its curve, where its weight is largest; over levels side by side, on each where there is room. `textOf`: other
 * texts than numbers.
 */
export function numbers(
  { at, levels = false }: Grid,
  curves: readonly Numbers[],
  weights: readonly Numbers[],
  lines: readonly Line[],
  textOf: (i: number) => string = (i) => String(i + 1),
): Badge[] {
  if (at.length === 0) return [];
  const isOnEach = levels && at.length * curves.length <= mostBadges;
  const everyLevel = Array.from(at, (_, place) => place);
  const largest = standingOut(weights, at);
  return largest.flatMap((place, i) =>
    (isOnEach ? everyLevel : [place]).map((place) => ({
      text: textOf(i),
      color: lines[i]!.color,
      x: at[place]! + (levels ? halfLevel * ((2 * i + 1) / weights.length - 1) : 0),
      y: curves[i]![place]!,
    })),
  );
}
