/**
 * The p-quantile of sorted numbers: between the order statistics (n - 1) p falls between, in proportion; the median of an
 * even number is the mean of the two in the middle. Type 7 of Hyndman and Fan (1996), R's default.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const share = place - below;
  return share === 0 ? sorted[below] : (1 - share) * sorted[below] + share * sorted[below + 1];
}
