/** digamma(x), the derivative of log Gamma(x), for x > 0. Source: Abramowitz and Stegun, 6.3.5 and 6.3.18. */
export const digamma = (x: number): number => Math.log(x) - logMinusDigamma(x);

/** log(x) - digamma(x) for x > 0, about 1 / (2 x) where x is large: to rounding, which the difference is not there. */
export function logMinusDigamma(x: number): number {
  if (x >= leastOfSeries) {
    const z = 1 / x;
    const z2 = z * z;
    let sum = 0;
    for (let j = bernoulli.length - 1; j >= 0; j--) sum = sum * z2 + bernoulli[j] / (2 * j + 2);
    return 0.5 * z + z2 * sum;
  }
  const steps = Math.ceil(leastOfSeries - x);
  let sum = 0;
  for (let i = steps - 1; i >= 0; i--) sum += 1 / (x + i);
  return sum + logMinusDigamma(x + steps) - Math.log((x + steps) / x);
}

/** trigamma(x), the second derivative of log Gamma(x), for x > 0. */
export const trigamma = (x: number): number => (1 + trigammaExcess(x) / x) / x;

/**
 * x (x trigamma(x) - 1) for x > 0, which is 1/2 + 1 / (6 x) and less where x is large: to rounding, which the difference is not
 * there. Source: Abramowitz and Stegun, 6.4.6 and 6.4.12.
 */
export function trigammaExcess(x: number): number {
  if (x >= leastOfSeries) {
    const z = 1 / x;
    const z2 = z * z;
    let sum = 0;
    for (let j = bernoulli.length - 1; j >= 0; j--) sum = sum * z2 + bernoulli[j];
    return 0.5 + z * sum;
  }
  const steps = Math.ceil(leastOfSeries - x);
  let sum = trigamma(x + steps);
  for (let i = steps - 1; i >= 0; i--) sum += 1 / (x + i) ** 2;
  return x * (x * sum - 1);
}

/** From here on the series of Bernoulli numbers are right to rounding. */
const leastOfSeries = 10;

/** B_2, B_4, ...: at x = 10 the first that is left out adds 1e-17. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510] as const;
