import { MoestatError } from "../error.js";
import { bsplinesAt } from "../numeric/bsplines.js";
import { copiesOf } from "../numeric/frequencies.js";
import { reflected, reflectionsOf } from "../numeric/householder.js";
import { quantileAt } from "../numeric/quantile.js";
import type { Counted } from "./counted.js";
import type { SplineState } from "./recipe.js";

/** What a call of `ns` or `bs` asks for. */
export interface SplineOptions {
  readonly natural: boolean;
  readonly degree: number;
  readonly df?: number;
  readonly knots?: readonly number[];
  readonly intercept: boolean;
  readonly boundary?: readonly [number, number];
}

/**
 * Where the knots of a spline are: given ones, or as many as `df` asks for at quantiles of the values within the boundary
 * knots, which are the least and the greatest value unless given. Throws a sentence where that is not possible.
 */
export function splineState({ values, counts }: Counted, options: SplineOptions): SplineState {
  const { natural, degree, intercept } = options;
  const order = Int32Array.from(values.keys()).sort((s, t) => values[s] - values[t]);
  const boundary = options.boundary ?? ([values[order[0]], values[order[order.length - 1]]] as const);
  if (!(boundary[0] < boundary[1])) throw new MoestatError("at least two distinct values expected");
  const within = order.filter((t) => values[t] >= boundary[0] && values[t] <= boundary[1]);
  const total = within.reduce((sum, t) => sum + counts[t], 0);
  if (!natural && degree > total)
    throw new MoestatError(`degree up to ${Math.floor(total)} expected, the number of values, not ${degree}`);
  const rowAt = copiesOf(within, counts);
  const valueAt = (position: number) => values[rowAt(position)];
  const knots = [...(options.knots ?? atQuantiles(valueAt, total, options))].sort((a, b) => a - b);
  const outside = knots.find((knot) => !(knot > boundary[0] && knot < boundary[1]));
  if (outside !== undefined)
    throw new MoestatError(`knots between ${boundary[0]} and ${boundary[1]} expected, not at ${outside}`);
  return { kind: "spline", natural, degree, knots, boundary, intercept };
}

function atQuantiles(
  valueAt: (position: number) => number,
  total: number,
  { natural, degree, df, intercept }: SplineOptions,
): number[] {
  if (df === undefined) return [];
  const least = (natural ? 1 : degree) + (intercept ? 1 : 0);
  if (df < least) throw new MoestatError(`df from ${least} expected, not ${df}`);
  if (df > total)
    throw new MoestatError(`df up to ${Math.floor(total)} expected, the number of values, not ${df}`);
  const inner = df - least;
  return Array.from({ length: inner }, (_, i) => quantileAt(valueAt, total, (i + 1) / (inner + 1)));
}

/** The columns of a spline basis at x: those of B-splines, or of their combinations that are linear beyond the boundary. */
export function splineColumns(x: Float64Array, state: SplineState): Float64Array[] {
  const { natural, degree, knots, boundary, intercept } = state;
  const ends = Array.from({ length: degree + 1 }, () => boundary);
  const all = [...ends.map(([low]) => low), ...knots, ...ends.map(([, high]) => high)];
  const size = all.length - degree - 1;
  const skipped = intercept ? 0 : 1;

  function rowAt(place: number, derivative = 0): Float64Array {
    const row = new Float64Array(size);
    const { first, values } = bsplinesAt(all, degree, place, derivative);
    row.set(values, first);
    return row.subarray(skipped);
  }

  // Linear beyond the boundary: what is orthogonal to the second derivatives at both ends.
  const reflections = natural ? reflectionsOf(boundary.map((end) => rowAt(end, 2))) : [];
  const constraints = reflections.length;
  const columns = Array.from({ length: size - skipped - constraints }, () => new Float64Array(x.length));
  const [low, high] = boundary;
  x.forEach((value, t) => {
    const row = Number.isNaN(value)
      ? new Float64Array(size - skipped).fill(Number.NaN)
      : natural && (value < low || value > high)
        ? beyond(rowAt, value, value < low ? low : high)
        : rowAt(value);
    const image = reflected(reflections, row);
    columns.forEach((column, j) => {
      column[t] = image[constraints + j];
    });
  });
  return columns;
}

/** The line that goes on from a boundary knot. */
function beyond(rowAt: (place: number, derivative?: number) => Float64Array, x: number, end: number) {
  const slope = rowAt(end, 1);
  return rowAt(end).map((value, j) => value + (x - end) * slope[j]);
}
