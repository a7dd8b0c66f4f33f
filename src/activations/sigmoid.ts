import { logistic } from "./distributions.js";
import type { Activation } from "./types.js";

/** act(z) = 1 / (1 + exp(-z)), with act' = act (1 - act) and act'' = act' (1 - 2 act). */
export const sigmoid = (): Activation => ({
  name: "sigmoid",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = logistic.cdf(z[t]);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = value[t] * (1 - value[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = first[t] * (1 - 2 * value[t]);
  },
});
