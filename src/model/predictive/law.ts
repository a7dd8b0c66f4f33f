import { type Expert, termOf } from "../../family.js";
import { givenBy } from "../../params/givenBy.js";
import type { Support, Tail } from "../../types.js";
import type { Mixture } from "./mixtures.js";

/** P(Y <= y) of a mixture, or P(Y > y): the sum of those of its experts, so that it keeps its digits where it is small. */
export function mixtureTail({ experts, weights, eta, trials }: Mixture, y: number, tail: Tail): number {
  let sum = 0;
  for (let i = 0; i < experts.length; i++)
    if (weights[i] > 0) sum += weights[i] * experts[i].cumulative(eta[i], y, tail, trials);
  return sum;
}

/** Mean and variance of a mixture and of each of its experts: NaN where there is none, infinite where a variance is. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly means: readonly number[];
  readonly variances: readonly number[];
}

/** The moments of a mixture. An expert of weight 0 does not count, whatever its own. */
export function momentsOf({ experts, weights, eta, trials }: Mixture): Moments {
  const means = experts.map(({ mean }, i) => mean?.(eta[i], trials) ?? Number.NaN);
  const variances = experts.map(({ variance }, i) => variance?.(eta[i], trials) ?? Number.NaN);
  let mean = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) mean += weights[i] * means[i];
  let variance = 0;
  for (let i = 0; i < weights.length; i++)
    if (weights[i] > 0) variance += weights[i] * (variances[i] + (means[i] - mean) ** 2);
  return { mean, variance, means, variances };
}

/** What of an expert's support is the same for all its predictors: its kind, and the points of one on values. */
const supportOf = (expert: Expert): Support => expert.support(expert.predictors.map(() => 0));

/** The kinds of numbers on which the experts live. */
export const kindsOf = (experts: readonly Expert[]): readonly Support[] =>
  [...new Set(experts)].map(supportOf);

/** The logarithms of weights[i] f_i(y), one after the other into `joint`, -Infinity where expert i cannot give y; memory for one response. */
export function jointAt(experts: readonly Expert[]) {
  const places = experts.map((expert) => ({
    term: termOf(expert, 1),
    eta: expert.predictors.map(() => new Float64Array(1)),
  }));
  const canGive = givenBy(experts) ?? (() => true);
  const response = new Float64Array(1);
  const companion = new Float64Array(1);
  return ({ logWeights, eta, trials }: Mixture, y: number, joint: number[]): void => {
    response[0] = y;
    companion[0] = trials ?? 0;
    experts.forEach(({ evaluate }, i) => {
      const place = places[i];
      for (let u = 0; u < place.eta.length; u++) place.eta[u][0] = eta[i][u];
      evaluate(place.eta, response, 1, 0, place.term, trials === undefined ? undefined : companion);
      joint[i] = canGive(i, y) ? logWeights[i] + place.term.value[0] : Number.NEGATIVE_INFINITY;
    });
  };
}
