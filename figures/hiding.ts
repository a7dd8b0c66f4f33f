import type { Point } from "./marks.js";
import { isNumber } from "./words.js";

/** Marks nearer than this share of the panel's height cover each other: about the size of a marker. */
const near = 0.035;

interface Curve {
  readonly points: readonly Point[];
  /** Whether it has marks at its points. */
  readonly marks: boolean;
}

/**
 * Places beside each other for curves that would hide one another: those with marks of which most that stand at one x
 * cover each other. Curves of one group get -1, 0, 1 and so on, about 0; all others 0. `scale`: of y.
 */
export function placesBeside(curves: readonly Curve[], scale: "log" | "linear"): number[] {
  const height = (y: number) => (scale === "log" ? Math.log(y) : y);
  const heights = curves.map(
    ({ points, marks }) =>
      new Map(
        points.flatMap(({ x, y }): [number, number][] =>
          marks && isNumber(height(y)) ? [[x, height(y)]] : [],
        ),
      ),
  );
  const all = heights.flatMap((own) => [...own.values()]);
  const reach = near * (Math.max(...all) - Math.min(...all));
  const hides = (p: ReadonlyMap<number, number>, q: ReadonlyMap<number, number>) => {
    const common = [...p].filter(([x]) => q.has(x));
    const covered = common.filter(([x, y]) => Math.abs(y - q.get(x)!) <= reach);
    return common.length > 0 && 2 * covered.length > common.length;
  };
  const groups: number[][] = [];
  heights.forEach((own, i) => {
    const met = groups.filter((group) => group.some((j) => hides(own, heights[j]!)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push([...met.flat(), i].sort((p, q) => p - q));
  });
  const places = curves.map(() => 0);
  for (const group of groups)
    for (const [place, i] of group.entries()) places[i] = place - (group.length - 1) / 2;
  return places;
}
