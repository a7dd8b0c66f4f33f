import { MoestatError } from "../error.js";
import type { RandomSource } from "../types.js";
import { mostProposals, notUniform } from "./rejection.js";

/**
 * A variate of the gamma law with the given shape > 0 and scale 1: d (1 + c Z)^3 with d = shape - 1/3, c = 1 / sqrt(9 d),
 * rejected so that it is exact (Marsaglia and Tsang 2000, A simple method for generating gamma variables); below shape 1
 * that of shape + 1 times U^(1 / shape). About one normal and one uniform number each.
 */
export function drawGamma(shape: number, random: RandomSource): number {
  if (!(shape > 0 && shape < Infinity))
    throw new MoestatError(`invalid shape; not positive and finite: ${shape}`);
  // 1 - U is never 0.
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let proposal = 0; proposal < mostProposals; proposal++) {
    const z = random.normal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - random.uniform();
    if (u < 1 - 0.0331 * z * z * z * z) return d * v;
    if (Math.log(u) < 0.5 * z * z + d * (1 - v + Math.log(v))) return d * v;
  }
  throw notUniform(random.uniform);
}

/** A variate of the chi-square law with `freedom` > 0 degrees of freedom, whole or not. */
export const drawChiSquare = (freedom: number, random: RandomSource): number =>
  2 * drawGamma(0.5 * freedom, random);
