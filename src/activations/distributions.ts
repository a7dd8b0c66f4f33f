import { exp } from "../numeric/exp.js";
import { normalCdf, normalPdf } from "../numeric/normalCdf.js";
import type { Activation } from "./types.js";

/** A symmetric distribution function g, its density g' and the derivative of that, g'': as an activation's `evaluate`. */
export type Distribution = Activation["evaluate"];

/** g(z) = 1 / (1 + exp(-z)), accurate in both tails. */
export const logistic: Distribution = (z, m, order, value, first, second) => {
  for (let t = 0; t < m; t++) {
    const e = exp(-Math.abs(z[t]));
    const large = 1 / (1 + e);
    const small = e * large;
    value[t] = z[t] < 0 ? small : large;
    if (order > 0) first[t] = small * large;
    // g'' = g' (1 - 2 g).
    if (order > 1) second[t] = small * large * (z[t] < 0 ? large - small : small - large);
  }
};

/** g(z) = Phi(z). */
export const gaussian: Distribution = (z, m, order, value, first, second) => {
  for (let t = 0; t < m; t++) {
    value[t] = normalCdf(z[t]);
    if (order === 0) continue;
    first[t] = normalPdf(z[t]);
    if (order > 1) second[t] = -z[t] * first[t];
  }
};

/** g(z) = (arctan(z) + pi / 2) / pi, the distribution function of the Cauchy law. */
export const cauchy: Distribution = (z, m, order, value, first, second) => {
  for (let t = 0; t < m; t++) {
    // arctan(z) + pi / 2 without its cancellation for z < 0.
    value[t] = Math.atan2(1, -z[t]) / Math.PI;
    const square = 1 + z[t] * z[t];
    if (order > 0) first[t] = 1 / (Math.PI * square);
    if (order > 1) second[t] = (-2 * z[t]) / (Math.PI * square * square);
  }
};
