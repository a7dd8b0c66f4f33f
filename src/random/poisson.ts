import { MoestatError } from "../error.js";
import { logPoisson } from "../numeric/poisson.js";
import type { Uniform } from "../types.js";
import { mostProposals, notUniform } from "./rejection.js";

/**
 * A variate of the Poisson law with the given mean >= 0, exact up to the resolution of `uniform` and of doubles: by inversion below
 * mean 10, else by transformed rejection with squeeze (PTRS: Hormann 1993, The transformed rejection method for generating
 * Poisson random variables), which takes about 2.5 uniform numbers for any mean.
 */
export function drawPoisson(mean: number, uniform: Uniform): number {
  if (!(mean >= 0 && mean < Infinity))
    throw new MoestatError(`invalid mean; negative or not finite: ${mean}`);
  return mean < 10 ? byInversion(mean, uniform) : byRejection(mean, uniform);
}

/** The smallest y at which the distribution function exceeds a uniform number. */
function byInversion(mean: number, uniform: Uniform): number {
  let left = uniform();
  let probability = Math.exp(-mean);
  let y = 0;
  // What rounding leaves over goes to a y of probability 0 for a double.
  while (left >= probability && probability > 0) {
    left -= probability;
    probability *= mean / ++y;
  }
  return y;
}

/** The letters are those of the paper's algorithm; its constants hold from mean 10 on. */
function byRejection(mean: number, uniform: Uniform): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  const logMean = Math.log(mean);
  for (let proposal = 0; proposal < mostProposals; proposal++) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (!(k >= 0) || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= logPoisson(k, logMean, mean)) return k;
  }
  throw notUniform(uniform);
}
