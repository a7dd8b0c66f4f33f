import type { Conditional } from "../types.js";
import { averaged, type Distance } from "./average.js";
import { crossings } from "./crossings.js";
import { fine, integralOn, nodesOn, panelsOf, splitAt } from "./measure.js";

/**
 * The mean over the design points of the total variation V = 1/2 integral |f(y | x) - g(y | x)| dy, or half
 * the sum over the values or counts. Points are rows of d inputs; `weights` (equal by default) need not sum to 1.
 * Absolute error at most 1e-8.
 */
export const totalVariation: Distance = averaged(totalVariationAt);

function totalVariationAt(f: Conditional, g: Conditional): number {
  const panels = panelsOf([f, g], fine);
  const intervals = panels.filter((panel) => !("points" in panel));
  const kinks = crossings(f.logDensity, g.logDensity, nodesOn(intervals, fine).y);
  const integrand = (y: number) => Math.abs(Math.exp(f.logDensity(y)) - Math.exp(g.logDensity(y)));
  return integralOn(splitAt(panels, kinks), integrand, { absolute: 1e-12, relative: 1e-12 }) / 2;
}
