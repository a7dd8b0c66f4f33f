/** Central difference of a scalar function along one coordinate; the error is O(h^2) plus rounding / h. */
export function difference(
  f: (theta: Float64Array) => number,
  theta: Float64Array,
  j: number,
  h = 1e-5,
): number {
  const up = Float64Array.from(theta);
  const down = Float64Array.from(theta);
  up[j] += h;
  down[j] -= h;
  return (f(up) - f(down)) / (2 * h);
}

/** Largest |a - b| / (1 + |b|). */
export function relativeGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let gap = 0;
  for (let i = 0; i < b.length; i++) gap = Math.max(gap, Math.abs(a[i] - b[i]) / (1 + Math.abs(b[i])));
  return gap;
}
