import type { Activation } from "./types.js";

/** act(z) = tanh z, with act' = 1 - act^2 and act'' = -2 act act'. */
export const tanh = (): Activation => ({
  name: "tanh",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.tanh(z[t]);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = (1 - value[t]) * (1 + value[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = -2 * value[t] * first[t];
  },
});
