import { exp } from "./exp.js";

/** Standard normal density, exp(-z^2 / 2) / sqrt(2 pi). */
export const normalPdf = (z: number): number => exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/**
 * Standard normal distribution function, within a few units in the last place of its value, in both tails
 * (below -37.5 it is not a normal number, and soon 0). With Mills' ratio R(x) = (1 - Phi(x)) / phi(x), x > 0:
 * Phi(-x) = phi(x) R(x), and R(x) is the Taylor series at the next node above x, whose terms are all positive.
 */
export function normalCdf(z: number): number {
  const x = Math.abs(z);
  // Also NaN, so that it comes out again.
  if (!(x < lastNode)) return z < 0 ? 0 : z > 0 ? 1 : Number.NaN;
  const index = Math.floor(x * perUnit);
  const { node, density, coefficients } = nodes[index];
  const h = node - x;
  // Even and odd powers by themselves: two short chains of operations instead of a long one.
  const h2 = h * h;
  let even = 0;
  let odd = 0;
  for (let n = terms - 2; n >= 0; n -= 2) {
    even = even * h2 + coefficients[n];
    odd = odd * h2 + coefficients[n + 1];
  }
  const ratio = even + h * odd;
  // phi(x) = phi(node) exp(h (node - h / 2)): x^2 / 2 itself would be rounded too coarsely in the tails.
  const tail = density * exp(h * (node - 0.5 * h)) * ratio;
  return z > 0 ? 1 - tail : tail;
}

const perUnit = 4;
const lastNode = 38.75;
/** The coefficients decrease at least like (pi / 2)^(1/2) / n!!, so that the remainder at h <= 1/4 is below 1e-17. */
const terms = 16;
const nodes = Array.from({ length: lastNode * perUnit }, (_, j) => {
  const node = (j + 1) / perUnit;
  return { node, density: normalPdf(node), coefficients: millsSeries(node) };
});

/**
 * r_n = |R^(n)(x)| / n!, n < terms, for x > 0: the recessive solution of r_{n-1} = x r_n + (n + 1) r_{n+1} with
 * r_{-1} = 1 (from R' = x R - 1), found from a far end inwards (Miller). The weight of a wrong far end shrinks
 * like exp(-2 x sqrt(n)), below rounding from n = (20 / x)^2 on.
 */
function millsSeries(x: number): Float64Array {
  const far = Math.ceil((20 / x) ** 2) + 2 * terms;
  // Ratios r_n / r_{n-1}, which do not overflow.
  const ratios = new Float64Array(terms);
  let ratio = 0;
  for (let n = far; n >= 0; n--) {
    ratio = 1 / (x + (n + 1) * ratio);
    if (n < terms) ratios[n] = ratio;
  }
  let product = 1;
  return ratios.map((value) => {
    product *= value;
    return product;
  });
}
