import type { Conditional } from "../types.js";

/** Distances from a component's centre, in spreads, at which its density changes its shape. */
const ladder = [0, 1, 2, 3, 4, 5, 6.5, 8, 10, 14, 20, 40];

/**
 * Increasing points that split the line where two laws have their modes and tails, out to 40 spreads from
 * the outermost centres; points much closer than the spread around them are merged.
 */
export function breakpointsOf(...laws: readonly Conditional[]): number[] {
  const points = laws.flatMap(({ support }) => {
    if (support.kind !== "line") throw new Error(`invalid support; not a line: ${support.kind}`);
    return support.centres.flatMap((centre, i) => {
      const { [i]: spread } = support.spreads;
      if (!(spread > 0)) throw new Error(`invalid support.spreads[${i}]; not positive: ${spread}`);
      return ladder.flatMap((z) => [-z, z].map((side) => ({ at: centre + side * spread, spread })));
    });
  });
  points.sort((p, q) => p.at - q.at || p.spread - q.spread);
  const kept = [points[0]];
  for (const point of points) {
    const last = kept[kept.length - 1];
    if (point.at - last.at > 0.2 * Math.min(point.spread, last.spread)) kept.push(point);
  }
  return kept.map(({ at }) => at);
}

/** Probabilities of the classes 1..R under each of two laws. Throws unless both have the same classes. */
export function classProbabilities(f: Conditional, g: Conditional): { p: number; q: number }[] {
  const [left, right] = [f.support, g.support];
  if (left.kind !== "classes" || right.kind !== "classes" || left.classes !== right.classes)
    throw new Error(`cannot compare densities; one is on ${describe(f)}, the other on ${describe(g)}`);
  return Array.from({ length: left.classes }, (_, s) => ({
    p: Math.exp(f.logDensity(s + 1)),
    q: Math.exp(g.logDensity(s + 1)),
  }));
}

const describe = ({ support }: Conditional) =>
  support.kind === "line" ? "the line" : `${support.classes} classes`;

/** Whether both laws are on the line. */
export const onLine = (f: Conditional, g: Conditional): boolean =>
  f.support.kind === "line" && g.support.kind === "line";
