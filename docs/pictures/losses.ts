import { d1Detail, d2Detail, type MixingMeasure } from "../../src/index.js";
import type { Point } from "./gates.js";

/** An expert as the pictures show it: its log weight, gate slope, slope and intercept. */
export interface Atom {
  readonly beta0: number;
  readonly beta1: number;
  readonly a: number;
  readonly b: number;
}

/** The mixing measure of atoms of equal variance. */
export const measureOf = (atoms: readonly Atom[]): MixingMeasure => ({
  logWeights: atoms.map(({ beta0 }) => beta0),
  atoms: {
    beta1: atoms.map(({ beta1 }) => [beta1]),
    a: atoms.map(({ a }) => [a]),
    b: atoms.map(({ b }) => [b]),
    sigma2: atoms.map(() => [0.25]),
  },
});

/** D1 and D2 of fitted atoms against true ones, with the cells. */
export function lossesOf(fitted: readonly Atom[], truth: readonly Atom[]) {
  const [estimate, target] = [measureOf(fitted), measureOf(truth)];
  const { cells, value } = d1Detail(estimate, target);
  return { d1: value, d2: d2Detail(estimate, target).value, cells };
}

/** The part of a rectangle that is nearer to the point j than to any other: the corners of a convex polygon. */
export function cellOf(points: readonly Point[], j: number, [x0, x1]: Point, [y0, y1]: Point): Point[] {
  const rectangle: Point[] = [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
  return points.reduce(
    (polygon, other, l) => (l === j ? polygon : nearerHalf(polygon, points[j], other)),
    rectangle,
  );
}

/** The part of a convex polygon that is nearer to p than to q. */
function nearerHalf(polygon: readonly Point[], p: Point, q: Point): Point[] {
  const beyond = ([x, y]: Point) =>
    (x - (p[0] + q[0]) / 2) * (q[0] - p[0]) + (y - (p[1] + q[1]) / 2) * (q[1] - p[1]);
  return polygon.flatMap((corner, i): Point[] => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [beyond(corner), beyond(next)];
    const kept: Point[] = here <= 0 ? [corner] : [];
    if (here * there >= 0) return kept;
    const share = here / (here - there);
    return [...kept, [corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]];
  });
}

/** Translates every atom's gate: the same gate in other numbers. */
export const translated = (atoms: readonly Atom[], t1: number, t2: number): Atom[] =>
  atoms.map((atom) => ({ ...atom, beta0: atom.beta0 + t1, beta1: atom.beta1 + t2 }));

/**
 * D1's sum for a fit whose atom i belongs to the true atom i, with the true slopes translated by t2 and no infimum: weights times
 * distances, and the differences of the weights.
 */
export const sumAt = (fitted: readonly Atom[], truth: readonly Atom[], t2: number): number =>
  fitted.reduce((sum, atom, i) => {
    const true_ = truth[i];
    const distance = Math.hypot(atom.beta1 - true_.beta1 - t2, atom.a - true_.a, atom.b - true_.b);
    return sum + Math.exp(atom.beta0) * distance + Math.abs(Math.exp(atom.beta0) - Math.exp(true_.beta0));
  }, 0);
