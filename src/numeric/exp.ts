// exp(x) = 2^(j / 256) 2^k exp(r) with x = (256 k + j) ln 2 / 256 + r, |r| <= ln 2 / 512: tables for the powers
// of two and the Taylor polynomial of degree 4, whose remainder is below 4e-17.
const powers = Float64Array.from({ length: 2048 }, (_, k) => 2 ** (k - 1024));
const roots = Float64Array.from({ length: 256 }, (_, j) => 2 ** (j / 256));
const perStep = 256 / Math.LN2;
/** Adding and subtracting 1.5 * 2^52 rounds to the nearest integer. */
const rounder = 6755399441055744;
// ln 2 / 256 in two parts; the first has 35 bits, so that its product with an integer step count is exact.
const stepHigh = Math.round((Math.LN2 / 256) * 2 ** 43) / 2 ** 43;
const stepLow = Math.LN2 / 256 - stepHigh + 2.3190468138462996e-17 / 256;

/**
 * exp(x), within 2 ulp for arguments between -708 and 709, where it is a normal number, and twice as fast there as
 * Math.exp; elsewhere (underflow, overflow, NaN) it is Math.exp, or 0 where that is sure.
 */
export function exp(x: number): number {
  if (!(x > -708 && x < 709)) return x < -746 ? 0 : Math.exp(x);
  const steps = x * perStep + rounder - rounder;
  const r = x - steps * stepHigh - steps * stepLow;
  const k = steps | 0;
  const scale = powers[(k >> 8) + 1024] * roots[k & 255];
  const r2 = r * r;
  return scale + scale * (r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24)));
}
