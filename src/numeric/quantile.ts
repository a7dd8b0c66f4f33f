/**
 * The p-quantile of so many numbers (`total`), of which `valueAt` has the one at each position in rising order: between the order statistics (n - 1) p falls between, in proportion; the median of an
 * even number is the mean of the two in the middle. Type 7 of Hyndman and Fan (1996), R's default.
 */
export function quantileAt(valueAt: (position: number) => number, total: number, p: number): number {
  const place = (total - 1) * p;
  const below = Math.floor(place);
  const share = place - below;
  return share === 0 ? valueAt(below) : (1 - share) * valueAt(below) + share * valueAt(below + 1);
}

/** The same of sorted numbers. */
export const quantileOfSorted = (sorted: ArrayLike<number>, p: number): number =>
  quantileAt((position) => sorted[position], sorted.length, p);
