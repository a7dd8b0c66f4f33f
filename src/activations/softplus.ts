import { logistic } from "./distributions.js";
import type { Activation } from "./types.js";

/** act(z) = log(1 + exp(z)), whose derivative is the logistic function. */
export const softplus = (): Activation => ({
  name: "softplus",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.max(z[t], 0) + Math.log1p(Math.exp(-Math.abs(z[t])));
    if (order > 0) for (let t = 0; t < m; t++) first[t] = logistic.cdf(z[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = first[t] * (1 - first[t]);
  },
});
