import type { Tail } from "../types.js";
import { logGamma, stirlingError } from "./gamma.js";
import { minusLog1p } from "./minusLog1p.js";

/**
 * The beta law with parameters a, b > 0: P(X <= x) = I_x(a, b), or with the tail `upper` P(X > x) = I_y(b, a). `y` is
 * 1 - x, which the caller gives since rounding may have taken it from x. Either tail keeps its digits where it is small, if the parameters
 * are not below 1/2; about sqrt(max(a, b)) terms of a continued fraction are needed.
 */
export function betaTail(a: number, b: number, x: number, y: number, tail: Tail): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (!(x > 0)) return tail === "lower" ? 0 : 1;
  if (!(y > 0)) return tail === "lower" ? 1 : 0;
  const below = x <= (a + 1) / (a + b + 2);
  const small = below ? fraction(a, b, x, y) : fraction(b, a, y, x);
  return below === (tail === "lower") ? small : 1 - small;
}

/**
 * I_x(a, b) for x up to about the mean a / (a + b), by Lentz's method: x^a y^b / B(a, b) over the continued fraction with numerators
 * (a + m - 1) (a + b + m - 1) m (b - m) x^2 / (a + 2 m - 1)^2 and denominators
 * m + m (b - m) x / (a + 2 m - 1) + (a + m) (a y - b x + 1 + m (1 + y)) / (a + 2 m + 1), none of which cancels where y is small.
 * Source: DiDonato and Morris (1992), Algorithm 708, (7).
 */
function fraction(a: number, b: number, x: number, y: number): number {
  const top = front(a, b, x, y);
  if (top === 0) return 0;
  const tilt = a * y - b * x + 1;
  let value = (a * tilt) / (a + 1);
  let c = value;
  let d = 0;
  for (let m = 1; m < 100_000; m++) {
    const odd = a + 2 * m - 1;
    const numerator = ((((a + m - 1) / odd) * (a + b + m - 1)) / odd) * m * (b - m) * x * x;
    const denominator = m + (m * (b - m) * x) / odd + ((a + m) * (tilt + m * (1 + y))) / (odd + 2);
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return top / value;
}

/** x^a y^b / B(a, b); for large parameters in deviations from them, as Loader (2000) does. */
function front(a: number, b: number, x: number, y: number): number {
  if (a > b) return front(b, a, y, x);
  if (b < 10) return Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b)) * x ** a * y ** b;
  if (a < 10) {
    // Gamma(a + b) / Gamma(b) = b^a exp(steps).
    const steps = (a + b - 0.5) * Math.log1p(a / b) - a + stirlingError(a + b) - stirlingError(b);
    const logY = y < 0.5 ? Math.log(y) : Math.log1p(-x);
    return (b * x) ** a * Math.exp(b * logY + steps - logGamma(a));
  }
  const excess = a * y - b * x;
  const stirling = stirlingError(a + b) - stirlingError(a) - stirlingError(b);
  const ofA = excessOf(-excess / a, (x / a) * (a + b));
  const exponent = -a * ofA - b * excessOf(excess / b, (y / b) * (a + b));
  return Math.sqrt((a / (2 * Math.PI * (a + b))) * b) * Math.exp(exponent + stirling);
}

/** u - log(1 + u), given 1 + u as well, which keeps its digits where u is near -1. */
const excessOf = (u: number, onePlus: number): number =>
  Math.abs(u) < 0.25 ? minusLog1p(u) : u - Math.log(onePlus);
