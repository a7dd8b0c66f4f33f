import type { RandomSource } from "../types.js";
import { drawGamma } from "./gamma.js";

/** So many trials are drawn one by one. */
const fewTrials = 16;

/**
 * A variate of the binomial law: the successes among `trials` trials of a given probability. Of many trials the middle order statistic
 * of their uniform numbers, a beta variate, is drawn, and trials on that side of it which holds the probability are left: exact, in log2(trials)
 * rounds (Ahrens and Dieter 1974, Computer methods for sampling from gamma, beta, Poisson and binomial distributions).
 */
export function drawBinomial(trials: number, probability: number, random: RandomSource): number {
  let successes = 0;
  let [left, p] = [trials, probability];
  while (left > fewTrials) {
    const middle = Math.floor(left / 2) + 1;
    const above = drawGamma(middle, random);
    const at = above / (above + drawGamma(left + 1 - middle, random));
    if (at <= p) {
      successes += middle;
      left -= middle;
      p = (p - at) / (1 - at);
    } else {
      left = middle - 1;
      p /= at;
    }
  }
  for (let i = 0; i < left; i++) if (random.uniform() < p) successes++;
  return successes;
}
