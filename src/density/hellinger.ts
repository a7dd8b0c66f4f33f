import type { Conditional } from "../types.js";
import { averaged, type Distance } from "./average.js";
import { fine, integralOn, panelsOf } from "./measure.js";

/**
 * The mean over the design points of the Hellinger distance h(f(. | x), g(. | x)), where
 * h^2 = 1/2 integral (sqrt f - sqrt g)^2 dy, or the sum over the values or counts. Points are rows of d inputs;
 * `weights` (equal by default) need not sum to 1. Absolute error at most 1e-8, also where h is tiny.
 */
export const hellinger: Distance = averaged(hellingerAt);

function hellingerAt(f: Conditional, g: Conditional): number {
  const integrand = (y: number) => (Math.exp(f.logDensity(y) / 2) - Math.exp(g.logDensity(y) / 2)) ** 2;
  // h = sqrt(h^2), so the tolerance on h^2 is relative until h itself is below 1e-9.
  const squared = integralOn(panelsOf([f, g], fine), integrand, { absolute: 1e-20, relative: 1e-10 });
  return Math.sqrt(squared / 2);
}
