import type { Tail } from "../types.js";
import { halfLog2Pi, logGamma, logGammaOnePlus, stirlingError } from "./gamma.js";
import { minusLog1p } from "./minusLog1p.js";
import { normalCdf, normalPdf } from "./normalCdf.js";

/**
 * The gamma law of shape a > 0 and scale 1: P(X <= x) = gamma(a, x) / Gamma(a), or with the tail `upper`
 * P(X > x) = Gamma(a, x) / Gamma(a). Either keeps its digits where it is small: the relative error is about 1e-15 and that of an
 * exponential of its logarithm. Near the middle of a law of large shape by Temme's expansion, else by the series of the lower
 * function or the continued fraction of the upper one.
 */
export function gammaTail(a: number, x: number, tail: Tail): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (!(x > 0)) return tail === "lower" ? 0 : 1;
  if (x === Infinity) return tail === "lower" ? 1 : 0;
  if (a >= leastOfExpansion) {
    const excess = excessOf(a, x);
    if (excess < 0.5) return expansion(a, x < a ? -Math.sqrt(2 * excess) : Math.sqrt(2 * excess), tail);
  }
  if (a < 0.5 && x < 1) return tail === "lower" ? series(a, x) : upperOfSmallShape(a, x);
  if (x < a + 1) return tail === "lower" ? series(a, x) : 1 - series(a, x);
  return tail === "upper" ? fraction(a, x) : 1 - fraction(a, x);
}

/** The upper tail of the chi-square law with nu > 0 degrees of freedom, P(X > x). */
export const chiSquareTail = (x: number, nu: number): number => gammaTail(nu / 2, x / 2, "upper");

/** x^a exp(-x) / Gamma(a + 1); for a large shape in deviations from it, as Loader (2000) does. */
function front(a: number, x: number): number {
  if (a < 10) return (x ** a * Math.exp(-x)) / Math.exp(logGamma(a + 1));
  return Math.exp(-a * excessOf(a, x) - 0.5 * Math.log(a) - halfLog2Pi - stirlingError(a));
}

/** x/a - 1 - log(x/a), to the last digits on either side of 1. */
function excessOf(a: number, x: number): number {
  const u = (x - a) / a;
  return Math.abs(u) < 0.25 ? minusLog1p(u) : u - Math.log(x / a);
}

/** The lower tail. Source: Abramowitz and Stegun, 6.5.29. */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let j = 1; term > 1e-17 * sum; j++) {
    term *= x / (a + j);
    sum += term;
  }
  return front(a, x) * sum;
}

/** The upper tail, by Lentz's method. Source: Abramowitz and Stegun, 6.5.31. */
function fraction(a: number, x: number): number {
  const outside = a * front(a, x);
  if (outside === 0) return 0;
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let j = 1; j < 10_000; j++) {
    const numerator = -j * (j - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return outside * value;
}

/**
 * The upper tail for a < 1/2 and x < 1, where the lower one is near 1: 1 - (1 + f)(1 + g), with x^a / Gamma(a + 1) = 1 + g and
 * f = a sum_{j >= 1} (-x)^j / (j! (a + j)). Source: Abramowitz and Stegun, 6.5.29.
 */
function upperOfSmallShape(a: number, x: number): number {
  let power = 1;
  let sum = 0;
  for (let j = 1; Math.abs(power) > 1e-17; j++) {
    power *= -x / j;
    sum += power / (a + j);
  }
  const f = a * sum;
  const g = Math.expm1(a * Math.log(x) - logGammaOnePlus(a));
  return -(f + g + f * g);
}

/** From this shape on the expansion is right to rounding. */
const leastOfExpansion = 20;
/** Coefficients of the expansion: it converges like (2 sqrt(pi))^-n, where |eta| < 1. */
const terms = 32;

/**
 * With eta^2 / 2 = x/a - 1 - log(x/a) and z = eta sqrt(a): P(X > x) = Phi(-z) + phi(z) S / sqrt(a), where
 * (1 + b_1 / a) S = sum_n b_n eta^n and b_{n-1} = (n + 1) b_{n+1} / a + d_n. The d_n are the coefficients of eta / (x/a - 1).
 * Source: Temme (1987), On the computation of the incomplete gamma functions for large values of the parameters, section 3.
 */
function expansion(a: number, eta: number, tail: Tail): number {
  let [above, own] = [0, 0];
  let first = 0;
  let sum = 0;
  for (let n = terms; n >= 1; n--) {
    const below = ((n + 1) * above) / a + expanded[n];
    above = own;
    own = below;
    if (n === 2) first = below;
    sum = sum * eta + below;
  }
  const z = eta * Math.sqrt(a);
  const correction = (normalPdf(z) * sum) / ((1 + first / a) * Math.sqrt(a));
  return tail === "upper" ? normalCdf(-z) + correction : normalCdf(z) - correction;
}

/** d_0, ..., d_terms: the quotient of eta and m(eta) = sum_n alpha_n eta^n, which solves m m' = eta (1 + m). */
const expanded = coefficientsOfExpansion();

function coefficientsOfExpansion(): Float64Array {
  const alpha = new Float64Array(terms + 2);
  alpha[1] = 1;
  for (let n = 2; n < alpha.length; n++) {
    let sum = alpha[n - 1];
    for (let j = 2; j < n; j++) sum -= alpha[j] * (n - j + 1) * alpha[n - j + 1];
    alpha[n] = sum / (n + 1);
  }
  const d = new Float64Array(terms + 1);
  d[0] = 1;
  for (let n = 1; n <= terms; n++) for (let j = 1; j <= n; j++) d[n] -= alpha[j + 1] * d[n - j];
  return d;
}
