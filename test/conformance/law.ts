import { fine, integralOn, nodesOn, type Panel, panelsOf } from "../../src/density/measure.js";
import type { Expert } from "../../src/family.js";
import type { Conditional, Support, Tail } from "../../src/types.js";
import { chiSquareScore } from "../random/checks.js";
import { evaluated } from "./terms.js";

/** The law of y given one set of an expert's predictors, and a companion. */
export function lawAt(expert: Expert, own: readonly number[], companion?: number): Conditional {
  const blocks = own.map((value) => Float64Array.of(value));
  const beside = companion === undefined ? undefined : Float64Array.of(companion);
  const logDensity = (y: number) => evaluated(expert, blocks, Float64Array.of(y), 0, beside).value[0];
  return { logDensity, supports: [expert.support(own, companion)] };
}

/** E f(Y) for Y of a law, to about twelve digits: the sum or integral of its density times f over its supports. */
export function expectation({ logDensity, supports }: Conditional, f: (y: number) => number): number {
  const integrand = (y: number) => {
    const density = Math.exp(logDensity(y));
    return density > 0 ? density * f(y) : 0;
  };
  const panels = panelsOf([{ logDensity, supports }], fine);
  return integralOn(panels, integrand, { absolute: 1e-14, relative: 1e-13 });
}

/** What a support misses of the mass 1. */
export const missing = (law: Conditional): number => Math.abs(1 - expectation(law, () => 1));

/** Some numbers at which a distribution function is asked for: the points of a support, its values and in between. */
export const between = ({ points }: Support): number[] =>
  points.flatMap((point, i) => (i === 0 ? [point] : [(points[i - 1] + point) / 2, point]));

/** The masses of a law up to each of some increasing numbers of its support, or above each, by its density. */
export function massesOn(
  { logDensity, supports: [support] }: Conditional,
  at: readonly number[],
  tail: Tail,
): number[] {
  const { on, points } = support;
  if (on !== "line") {
    const inside = (point: number, y: number) => (tail === "lower" ? point <= y : point > y);
    const law = { logDensity, supports: [support] };
    return at.map((y) => expectation(law, (point) => (inside(point, y) ? 1 : 0)));
  }
  const massBetween = (low: number, high: number): number => {
    const cut = [low, ...points.filter((point) => point > low && point < high), high];
    // Relative to the highest density there, so that a small mass has as many digits as a large one.
    const top = Math.max(...cut.filter((point) => point !== 0).map(logDensity));
    const relative = (y: number) => logDensity(y) - top;
    return Math.exp(top) * expectation({ logDensity: relative, supports: [{ on, points: cut }] }, () => 1);
  };
  const ends = tail === "lower" ? [points[0], ...at] : [...at, points[points.length - 1]];
  const pieces = ends.slice(1).map((high, i) => (ends[i] < high ? massBetween(ends[i], high) : 0));
  // Each tail is added up from its thin end, so that its small masses keep their digits.
  let mass = 0;
  const added = (piece: number) => {
    mass += piece;
    return mass;
  };
  return tail === "lower" ? pieces.map(added) : pieces.reverse().map(added).reverse();
}

/** The power of the distance from the middle as which the heavier of a law's tails falls, at the ends of its support; -Infinity where it ends, or falls faster than any. */
export function heaviness({ logDensity, supports: [{ on, points }] }: Conditional): number {
  if (on !== "line") return Number.NEGATIVE_INFINITY;
  const middle = points[Math.floor(points.length / 2)];
  const powers = [points[0], points[points.length - 1]].map((end) => {
    if (end === 0) return Number.NEGATIVE_INFINITY;
    return (logDensity(end) - logDensity((middle + end) / 2)) / Math.LN2;
  });
  return Math.max(...powers);
}

/** Consecutive cells that all numbers fall into: cell i is what is above the edge of cell i - 1 and not above its own. */
interface Cells {
  readonly edges: readonly number[];
  readonly probabilities: readonly number[];
}

/** Cells of a law, each of probability 1 / count or a little more; where the law has few values, fewer and larger ones. */
function cellsOf(law: Conditional, count: number): Cells {
  const parts = panelsOf([law], fine).flatMap(partsOf);
  const edges: number[] = [];
  const probabilities: number[] = [];
  let mass = 0;
  let left = 1;
  for (const [i, part] of parts.entries()) {
    const { y, weights } = nodesOn([part], fine);
    const own = y.reduce((sum, at, j) => sum + weights[j] * Math.exp(law.logDensity(at)), 0);
    mass += own;
    left -= own;
    // What would be left over for a last cell must be a cell's worth.
    if (mass < 1 / count || left < 1 / count) continue;
    // A point mass at the end of an interval would be in its cell.
    const next = parts[i + 1];
    if (!("points" in part) && next !== undefined && "points" in next && next.points[0] === part.to) continue;
    edges.push("points" in part ? part.points[0] : part.to);
    probabilities.push(mass);
    mass = 0;
  }
  return { edges: [...edges, Infinity], probabilities: [...probabilities, mass] };
}

/** Eighths of an interval, single points: small beside a cell. */
function partsOf(panel: Panel): Panel[] {
  if ("points" in panel) return panel.points.map((point) => ({ points: [point] }));
  const { from, to, integers } = panel;
  const at = (i: number) => from + ((to - from) * i) / 8;
  return Array.from({ length: 8 }, (_, i) => ({ from: at(i), to: at(i + 1), integers }));
}

/**
 * How far draws are from a law: Pearson's statistic of their counts in some twenty cells of about equal probability, as a
 * standard normal score. A right sampler exceeds 4.5 once in 300,000 seeds. With 4,000 draws a wrong one is found if it moves a
 * twentieth of the mass, as a shift by 0.15 standard deviations does.
 */
export function misfit(law: Conditional, draws: Float64Array): number {
  const { edges, probabilities } = cellsOf(law, 20);
  if (edges.length === 1) return 0;
  const counts = edges.map(() => 0);
  for (const y of draws) counts[edges.findIndex((edge) => y <= edge)]++;
  return chiSquareScore(counts, (cell) => draws.length * probabilities[cell]);
}
