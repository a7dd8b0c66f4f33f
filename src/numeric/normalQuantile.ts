import type { Tail } from "../types.js";
import { normalCdf, normalPdf } from "./normalCdf.js";

/**
 * The z at which the lower (or upper) tail of the standard normal law is p, 0 <= p <= 1: within some units in the last place for p of
 * any size, so that a small upper tail is to be given as such. From Hastings' approximation (Abramowitz and Stegun, 26.2.23) by
 * Newton steps on the logarithm of the tail, which is concave.
 */
export function normalQuantile(p: number, tail: Tail = "lower"): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (tail === "upper") return -normalQuantile(p, "lower");
  if (p > 0.5) return -normalQuantile(1 - p, "lower");
  if (p === 0) return Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = numerator / denominator - t;
  // An error of 5e-4 is squared by each step; the last one is for rounding.
  for (let step = 0; step < 3; step++) {
    const cdf = normalCdf(z);
    if (cdf === 0) break;
    z -= (Math.log(cdf / p) * cdf) / normalPdf(z);
  }
  return z;
}
