/**
 * The quantile of sorted numbers at p in [0, 1]: linear between the order statistics, the least at 0 and the greatest at 1 (type 7 of Hyndman
 * and Fan 1996). At least one number is needed.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
