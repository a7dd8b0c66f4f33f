import { exp } from "../numeric/exp.js";
import { logistic } from "./distributions.js";
import type { Activation } from "./types.js";

/** act(z) = log(1 + exp(z)), whose derivative is the logistic function. */
export const softplus = (): Activation => ({
  name: "softplus",
  increasing: true,
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.max(z[t], 0) + Math.log1p(exp(-Math.abs(z[t])));
    if (order > 0) logistic(z, m, order > 1 ? 1 : 0, first, second, second);
  },
});
