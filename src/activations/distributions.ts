import { normalCdf, normalPdf } from "../numeric/normalCdf.js";

/** A symmetric distribution function g(z), its density g'(z) and the derivative of that, g''(z). */
export interface Distribution {
  readonly cdf: (z: number) => number;
  readonly density: (z: number) => number;
  readonly slope: (z: number) => number;
}

/** g(z) = 1 / (1 + exp(-z)), accurate in both tails. */
export const logistic: Distribution = {
  cdf: (z) => {
    const e = Math.exp(-Math.abs(z));
    return (z < 0 ? e : 1) / (1 + e);
  },
  density: (z) => {
    const e = Math.exp(-Math.abs(z));
    return e / (1 + e) ** 2;
  },
  // g'' = g' (1 - 2 g) and 1 - 2 g = -tanh(z / 2).
  slope: (z) => -logistic.density(z) * Math.tanh(0.5 * z),
};

/** g(z) = Phi(z). */
export const gaussian: Distribution = {
  cdf: normalCdf,
  density: normalPdf,
  slope: (z) => -z * normalPdf(z),
};

/** g(z) = (arctan(z) + pi / 2) / pi, the distribution function of the Cauchy law. */
export const cauchy: Distribution = {
  // arctan(z) + pi / 2 without its cancellation for z < 0.
  cdf: (z) => Math.atan2(1, -z) / Math.PI,
  density: (z) => 1 / (Math.PI * (1 + z * z)),
  slope: (z) => (-2 * z) / (Math.PI * (1 + z * z) ** 2),
};
