import { normalCdf, normalPdf } from "./normalCdf.js";

/**
 * The standard normal quantile: z with Phi(z) = p, for 0 < p < 1, within rounding of z. Newton's method on Phi in the lower tail,
 * where log Phi is concave: from the left of the root it climbs without a step too far.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  // Phi(-x) <= exp(-x^2 / 2) / 2, so that this lies to the left of the root.
  let z = -Math.sqrt(-2 * Math.log(2 * p));
  for (;;) {
    const below = normalCdf(z);
    const step = ((Math.log(p) - Math.log(below)) * below) / normalPdf(z);
    if (!(Math.abs(step) > 1e-15 * (1 + Math.abs(z)))) return z + step;
    z += step;
  }
}
