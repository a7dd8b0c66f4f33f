/**
 * u - log(1 + u) for u > -1, without cancellation near 0, where it is about u^2 / 2: with r = u / (2 + u),
 * log(1 + u) = 2 (r + r^3 / 3 + r^5 / 5 + ...).
 */
export function minusLog1p(u: number): number {
  if (!(Math.abs(u) < 0.25)) return u - Math.log1p(u);
  const r = u / (2 + u);
  const r2 = r * r;
  let sum = 0;
  for (let j = 21; j >= 3; j -= 2) sum = sum * r2 + 1 / j;
  return r * (u - 2 * r2 * sum);
}
