/** Phi(z), the standard normal distribution function, to about 1e-15: series near 0, continued fraction beyond. */
export function normalCdf(z: number): number {
  const x = Math.abs(z);
  const half = x < 3 ? 0.5 - density(x) * series(x) : density(x) / fraction(x);
  return z < 0 ? half : 1 - half;
}

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** (Phi(x) - 1/2) / phi(x) = x + x^3/3 + x^5/15 + ... */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let j = 1; term > 1e-17 * sum; j++) {
    term *= (x * x) / (2 * j + 1);
    sum += term;
  }
  return sum;
}

/** phi(x) / (1 - Phi(x)) = x + 1/(x + 2/(x + 3/(x + ...))) */
function fraction(x: number): number {
  let tail = x;
  for (let j = 120; j > 0; j--) tail = x + j / tail;
  return tail;
}

/**
 * Kolmogorov's distance of values from the uniform law on [0, 1], times sqrt(n): 1.95 is exceeded with
 * probability 0.001, 2.2 with 1e-4.
 */
export function ksUniform(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((u, t) => {
    distance = Math.max(distance, u - t / n, (t + 1) / n - u);
  });
  return distance * Math.sqrt(n);
}

/**
 * Pearson's statistic of counts against expected counts as a standard normal score (Wilson and Hilferty), for
 * `freedom` degrees of freedom.
 */
export function chiSquareScore(
  counts: ArrayLike<number>,
  expected: (cell: number) => number,
  freedom = counts.length - 1,
): number {
  let statistic = 0;
  for (let i = 0; i < counts.length; i++) statistic += (counts[i] - expected(i)) ** 2 / expected(i);
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
}

/** Correlation of two columns of equal length, times sqrt(n): about standard normal where they are independent. */
export function correlationScore(a: Float64Array, b: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((sum, value) => sum + value, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let t = 0; t < a.length; t++) {
    ab += (a[t] - ma) * (b[t] - mb);
    aa += (a[t] - ma) ** 2;
    bb += (b[t] - mb) ** 2;
  }
  return (ab / Math.sqrt(aa * bb)) * Math.sqrt(a.length);
}

/** The next n values of a source. */
export function take(n: number, source: () => number): Float64Array {
  const values = new Float64Array(n);
  for (let t = 0; t < n; t++) values[t] = source();
  return values;
}
