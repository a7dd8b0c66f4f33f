import { halfLog2Pi, logGamma, stirlingError } from "./gamma.js";
import { minusLog1p } from "./minusLog1p.js";

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
