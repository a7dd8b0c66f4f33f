import { halfLog2Pi, logGamma, stirlingError } from "./gamma.js";

/**
 * The logarithm of the Poisson probability of y, y log(mean) - mean - log y!, for y >= 0, and between the
 * counts smooth in y (log y! = log Gamma(y + 1)), down to -1/2 at least. `mean` is exp(logMean).
 *
 * The three terms grow like y log y and nearly cancel. So from 256 on they are joined, as Loader (2000, Fast and accurate
 * computation of binomial probabilities) does: -y (u - log(1 + u)) - log(2 pi y) / 2 - stirlingError(y), u = (mean - y) / y.
 * The error is below 1e-12 within ten standard deviations of the mean, whatever the mean.
 */
export function logPoisson(y: number, logMean: number, mean: number): number {
  if (y < tableLength) return y * logMean - mean - (logFactorials[y] ?? logGamma(y + 1));
  const u = (mean - y) / y;
  const excess = Math.abs(u) < 0.25 ? minusLog1p(u) : u - (logMean - Math.log(y));
  return -y * excess - 0.5 * Math.log(y) - halfLog2Pi - stirlingError(y);
}

const tableLength = 256;
const logFactorials = Float64Array.from({ length: tableLength }, (_, y) => logGamma(y + 1));

/** u - log(1 + u) for |u| < 1/4, where it is about u^2 / 2: with r = u / (2 + u), log(1 + u) = 2 (r + r^3 / 3 + r^5 / 5 + ...). */
function minusLog1p(u: number): number {
  const r = u / (2 + u);
  const r2 = r * r;
  let sum = 0;
  for (let j = 21; j >= 3; j -= 2) sum = sum * r2 + 1 / j;
  return r * (u - 2 * r2 * sum);
}
