/** The number of [low, high] that is nearest to a value. */
export const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** The point of a box that is nearest to theta. */
export const clamped = (theta: Float64Array, low: Float64Array, high: Float64Array): Float64Array =>
  theta.map((value, j) => clamp(value, low[j], high[j]));
