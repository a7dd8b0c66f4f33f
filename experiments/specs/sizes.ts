/** `count` whole numbers evenly spaced from `from` to `to`, both included, fractions cut off. */
export function linearSizes(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.trunc(from + (i * (to - from)) / (count - 1)));
}

/** Whole numbers evenly spaced in the logarithm, `perDecade` a decade, from `from` to `to`, rounded. */
export function logSizes(from: number, to: number, perDecade: number): number[] {
  const count = Math.round(Math.log10(to / from) * perDecade) + 1;
  return Array.from({ length: count }, (_, i) => Math.round(from * 10 ** (i / perDecade)));
}
