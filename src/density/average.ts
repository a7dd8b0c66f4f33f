import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Conditional, ConditionalDensity } from "../types.js";

/** A distance of two conditional densities at points (rows of d inputs), with equal weights by default. */
export type Distance = (
  f: ConditionalDensity,
  g: ConditionalDensity,
  points: readonly (readonly number[])[],
  weights?: readonly number[],
) => number;

/**
 * The weighted mean over the points of a distance between the conditional laws f(. | x) and g(. | x). Throws without points,
 * if a point is no row of finite numbers, if a weight is negative or missing, or if all are 0.
 */
export const averaged =
  (distance: (f: Conditional, g: Conditional) => number): Distance =>
  (f, g, points, weights) => {
    if (points.length === 0) throw new MoestatError("invalid points; empty");
    if (weights !== undefined && weights.length !== points.length)
      throw new MoestatError(`invalid weights; not one per point: ${weights.length} for ${points.length}`);
    let sum = 0;
    let total = 0;
    points.forEach((x, t) => {
      checkPoint(`points[${t}]`, x);
      const weight = weights?.[t] ?? 1;
      if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
        throw new MoestatError(`invalid weights[${t}]; not a finite non-negative number: ${weight}`);
      total += weight;
      sum += weight * distance(f(x), g(x));
    });
    if (total === 0) throw new MoestatError("invalid weights; all are 0");
    return sum / total;
  };

function checkPoint(place: string, point: readonly number[]): void {
  if (!Array.isArray(point)) throw new MoestatError(`invalid ${place}; not a row of inputs: ${shown(point)}`);
  const bad = point.findIndex((input) => !Number.isFinite(input));
  if (bad >= 0) throw new MoestatError(`invalid ${place}[${bad}]; not a finite number: ${shown(point[bad])}`);
}
