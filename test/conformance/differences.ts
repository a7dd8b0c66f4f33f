/** The step of all differences. */
export const step = 1e-5;

/**
 * Central differences of a function with several values along one coordinate; their error is O(h^2) plus rounding / h. The function
 * may hand out the same array again and again.
 */
export function differences(
  f: (theta: Float64Array) => ArrayLike<number>,
  theta: Float64Array,
  j: number,
): Float64Array {
  const moved = Float64Array.from(theta);
  moved[j] = theta[j] + step;
  const up = Float64Array.from(f(moved));
  moved[j] = theta[j] - step;
  const down = f(moved);
  return up.map((value, i) => (value - down[i]) / (2 * step));
}

/** Largest |a - b| / (1 + |b|). */
export function relativeGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let gap = 0;
  for (let i = 0; i < b.length; i++) gap = Math.max(gap, Math.abs(a[i] - b[i]) / (1 + Math.abs(b[i])));
  return gap;
}
