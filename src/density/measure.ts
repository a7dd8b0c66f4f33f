import { MoestatError } from "../error.js";
import { gaussLegendre, integrate, type QuadratureRule, type Tolerance } from "../numeric/quadrature.js";
import type { Conditional, Support } from "../types.js";

/**
 * A part of the measure on which laws live: points to be summed over, or an interval to be integrated over. An interval of
 * `integers` stands for the whole numbers in it: the sum of a function over them is its integral from half a step below the
 * first to half a step above the last, up to 1/24 of the difference of its slopes there (Euler and Maclaurin).
 */
export type Panel = { readonly points: readonly number[] } | Interval;
interface Interval {
  readonly from: number;
  readonly to: number;
  readonly integers: boolean;
}

/** How finely a measure is divided. */
export interface Fineness {
  /** The Gauss-Legendre rule on each interval. */
  readonly nodes: QuadratureRule;
  /** Breakpoints nearer than `merge` times the narrower support's smallest gap are merged. */
  readonly merge: number;
  /** Stretches of at most so many integers are summed one by one. */
  readonly summed: number;
}

/**
 * For many fits: some milliseconds for an average of distances over the inputs, wrong by a few thousandths, where the densities
 * differ by more than rounding.
 */
export const fast: Fineness = { nodes: gaussLegendre(6), merge: 0.5, summed: 24 };

/**
 * The rule from which adaptive integrals begin, and good to ten digits without halving for smooth functions. A density of mass 1
 * that is smooth over 1024 integers has slopes of 1e-6, so that what is left out of Euler's and Maclaurin's sum is below 1e-8.
 */
export const fine: Fineness = { nodes: gaussLegendre(12), merge: 0.2, summed: 1024 };

/**
 * The measure on which laws live, cut at the breakpoints of all their supports and at point masses: panels in increasing order. Throws where the laws live on different kinds of numbers, or on different values or points, and where one has all its mass between two neighbouring numbers.
 */
export function panelsOf(laws: readonly Conditional[], { merge, summed }: Fineness): Panel[] {
  const { on, points } = commonMeasure(laws);
  if (on === "values") return [{ points }];
  const supports = laws.flatMap((law) => law.supports);
  const cuts = merged(on === "line" ? supports.filter((one) => one.on === "line") : supports, merge);
  if (on === "line" && cuts.length < 2)
    throw new MoestatError(
      `invalid density; it is narrower than neighbouring numbers lie apart, at ${cuts[0]}`,
    );
  const pairs = cuts.slice(1).map((to, i) => ({ from: cuts[i], to }));
  if (on === "line")
    return withPoints(
      pairs.map((pair) => ({ ...pair, integers: false })),
      points,
    );
  const last = cuts[cuts.length - 1];
  return [
    ...pairs.map(({ from, to }) =>
      to - from <= summed
        ? { points: wholeFrom(from, to) }
        : { from: from - 0.5, to: to - 0.5, integers: true },
    ),
    { points: [last] },
  ];
}

/** Intervals of the line with points on it: each by itself, between the intervals that end and begin there. */
function withPoints(intervals: readonly Interval[], points: readonly number[]): Panel[] {
  const at = (point: number): Panel => ({ points: [point] });
  const inside = intervals.flatMap((interval): Panel[] => {
    const own = points.filter((point) => interval.from <= point && point < interval.to);
    const edges = [interval.from, ...own.filter((point) => point > interval.from), interval.to];
    return edges.slice(1).flatMap((to, i): Panel[] => {
      const from = edges[i];
      return [...(own.includes(from) ? [at(from)] : []), { from, to, integers: false }];
    });
  });
  const [first, last] = [intervals[0].from, intervals[intervals.length - 1].to];
  return [
    ...points.filter((point) => point < first).map(at),
    ...inside,
    ...points.filter((point) => point >= last).map(at),
  ];
}

/** Points and weights of a sum: the sum of weights[j] F(y[j]) stands for the sum or integral of F over a measure. */
export interface Nodes {
  readonly y: readonly number[];
  readonly weights: readonly number[];
}

/** The nodes of a rule on panels, in increasing order. */
export function nodesOn(panels: readonly Panel[], { nodes: rule }: Fineness): Nodes {
  const y: number[] = [];
  const weights: number[] = [];
  for (const panel of panels) {
    if ("points" in panel)
      for (const point of panel.points) {
        y.push(point);
        weights.push(1);
      }
    else {
      const half = (panel.to - panel.from) / 2;
      for (let j = 0; j < rule.nodes.length; j++) {
        y.push(panel.from + half * (1 + rule.nodes[j]));
        weights.push(half * rule.weights[j]);
      }
    }
  }
  return { y, weights };
}

/** The nodes of a rule for functions that live where some laws do. */
export const nodesOf = (laws: readonly Conditional[], rule: Fineness): Nodes =>
  nodesOn(panelsOf(laws, rule), rule);

/** The sum or integral of F over panels, intervals halved until that changes them no more than the tolerance: see `integrate`. */
export function integralOn(panels: readonly Panel[], F: (y: number) => number, tolerance: Tolerance): number {
  let total = 0;
  for (const panel of panels)
    if ("points" in panel) for (const point of panel.points) total += F(point);
    else total += integrate(F, [panel.from, panel.to], tolerance);
  return total;
}

/**
 * The same panels, with intervals split where a function has kinks: at these (increasing) places on the line, and between the
 * integers beside them, which are then summed by themselves.
 */
export function splitAt(panels: readonly Panel[], kinks: readonly number[]): Panel[] {
  return panels.flatMap((panel): Panel[] => {
    if ("points" in panel) return [panel];
    const { from, to, integers } = panel;
    const inside = kinks.filter((kink) => from < kink && kink < to);
    const alone = integers
      ? [...new Set(inside.flatMap((kink) => [Math.floor(kink), Math.floor(kink) + 1]))].filter(
          (whole) => from < whole && whole < to,
        )
      : [];
    const ends = integers
      ? alone.flatMap((whole) => [whole - 0.5, whole + 0.5])
      : inside.flatMap((y) => [y, y]);
    const edges = [from, ...ends, to];
    const intervals: Panel[] = [];
    for (let i = 0; i + 1 < edges.length; i += 2)
      if (edges[i] < edges[i + 1]) intervals.push({ from: edges[i], to: edges[i + 1], integers });
    return alone.length === 0 ? intervals : [...intervals, { points: alone }];
  });
}

/** The measure that laws have in common: a kind of numbers, and its values, or the points of point masses beside the line. */
function commonMeasure(laws: readonly Conditional[]): Support {
  const [first, ...others] = laws.map(measureOf);
  if (first === undefined) throw new MoestatError("invalid supports; none is given");
  const other = others.find((one) => inWords(one) !== inWords(first));
  if (other)
    throw new MoestatError(
      `cannot compare densities; one is on ${inWords(first)}, the other on ${inWords(other)}`,
    );
  return first;
}

/** What a law lives on. Values that stand beside counts are counts, beside the line they are points of it. */
function measureOf({ supports }: Conditional): Support {
  const kinds = new Set(supports.map(({ on }) => on));
  if (kinds.has("integers")) return { on: "integers", points: [] };
  const values = supports.flatMap(({ on, points }) => (on === "values" ? points : []));
  const points = [...new Set(values)].sort((p, q) => p - q);
  return { on: kinds.has("line") ? "line" : "values", points };
}

const inWords = ({ on, points }: Support): string => {
  if (on === "values") return `the values ${points.join(", ")}`;
  return points.length === 0 ? `the ${on}` : `the ${on} and the points ${points.join(", ")}`;
};

/** The points of all supports in increasing order, without those that are too close to the one before. */
function merged(supports: readonly Support[], merge: number): number[] {
  const marks = supports.flatMap(({ points }) => {
    const spread = narrowest(points);
    return points.map((at) => ({ at, spread }));
  });
  marks.sort((p, q) => p.at - q.at);
  const kept = [marks[0]];
  for (const mark of marks) {
    const last = kept[kept.length - 1];
    if (mark.at - last.at > merge * Math.min(mark.spread, last.spread)) kept.push(mark);
  }
  return kept.map(({ at }) => at);
}

/** The least distance of neighbouring points; coinciding ones, of a law that is narrower than rounding, have none. */
function narrowest(points: readonly number[]): number {
  let least = Infinity;
  for (let i = 1; i < points.length; i++) {
    const gap = points[i] - points[i - 1];
    if (!(gap >= 0 && gap < Infinity))
      throw new MoestatError(
        `invalid support; points[${i}] is not above points[${i - 1}]: ${points[i]}, ${points[i - 1]}`,
      );
    if (gap > 0 && gap < least) least = gap;
  }
  return least;
}

const wholeFrom = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
