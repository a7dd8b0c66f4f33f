/**
 * Relative differences of two values below this are rounding: a mean over many observations, summed in another order,
 * differs by some 1e-14 of itself.
 */
export const relativeRounding = 1e-13;

/** How much of a difference from `value` may be rounding, or of no interest: relative * (1 + |value|). */
export const roundingOf = (value: number, relative = relativeRounding): number =>
  relative * (1 + Math.abs(value));

/** Whether a is above b by more than rounding, or by more than another `relative` difference. */
export const exceeds = (a: number, b: number, relative = relativeRounding): boolean =>
  a > b + roundingOf(b, relative);
