import { gaussian } from "../../src/index.js";
import type { Conditional, ConditionalDensity } from "../../src/types.js";

/** A component of a Gaussian mixture. */
export interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly sd: number;
}

/** The law of a Gaussian mixture with weights scaled to sum to 1. */
export function mixture(components: readonly Component[]): Conditional {
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  const logDensity = (y: number) => {
    const terms = components.map(
      ({ weight, mean, sd }) =>
        Math.log(weight / total / sd) - ((y - mean) / sd) ** 2 / 2 - Math.log(2 * Math.PI) / 2,
    );
    const largest = Math.max(...terms);
    return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
  };
  const supports = components.map(({ mean, sd }) => gaussian().support([mean, 2 * Math.log(sd)]));
  return { logDensity, supports };
}

/** The same law at every input. */
export const always =
  (law: Conditional): ConditionalDensity =>
  () =>
    law;

/** The law on classes 1..R with these probabilities. */
export const classes = (...probabilities: readonly number[]): Conditional => ({
  logDensity: (y) => Math.log(probabilities[y - 1]),
  supports: [{ on: "values", points: probabilities.map((_, s) => s + 1) }],
});

/** Upper tail of the normal law, to about 1e-15: a series near 0, a continued fraction in the tail. */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let j = 1; j < 100; j++) {
      term *= (z * z) / (2 * j + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let tail = 0;
  for (let j = 200; j >= 1; j--) tail = j / (z + tail);
  return density / (z + tail);
}

/** Points 1/20 sd apart out to 40 sd around every component: a grid that sees everything, at no round numbers. */
export const fineGrid = (components: readonly Component[]): number[] =>
  components
    .flatMap(({ mean, sd }) => Array.from({ length: 1601 }, (_, i) => mean + (i / 20 - 40.0123) * sd))
    .sort((x, y) => x - y);
