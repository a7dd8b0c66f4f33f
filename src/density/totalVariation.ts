import { integrate } from "../numeric/quadrature.js";
import type { Conditional, ConditionalDensity } from "../types.js";
import { averageOver } from "./average.js";
import { crossings } from "./crossings.js";
import { breakpointsOf, classProbabilities, onLine } from "./support.js";

/**
 * The mean over the design points of the total variation V = 1/2 integral |f(y | x) - g(y | x)| dy, or half
 * the sum over the classes. Points are rows of d inputs; `weights` (equal by default) need not sum to 1.
 * Absolute error at most 1e-8.
 */
export const totalVariation = (
  f: ConditionalDensity,
  g: ConditionalDensity,
  points: readonly (readonly number[])[],
  weights?: readonly number[],
): number => averageOver(totalVariationAt, f, g, points, weights);

function totalVariationAt(f: Conditional, g: Conditional): number {
  if (!onLine(f, g)) return classProbabilities(f, g).reduce((sum, { p, q }) => sum + Math.abs(p - q), 0) / 2;
  const breakpoints = breakpointsOf(f, g);
  const split = [...breakpoints, ...crossings(f.logDensity, g.logDensity, breakpoints)].sort((x, y) => x - y);
  const integrand = (y: number) => Math.abs(Math.exp(f.logDensity(y)) - Math.exp(g.logDensity(y)));
  return integrate(integrand, split, { absolute: 1e-12, relative: 1e-12 }) / 2;
}
