import type { Activation } from "./types.js";

/** act(z) = arctan z, with act' = 1 / (1 + z^2) and act'' = -2 z act'^2. */
export const arctan = (): Activation => ({
  name: "arctan",
  increasing: true,
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.atan(z[t]);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = 1 / (1 + z[t] * z[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = -2 * z[t] * first[t] * first[t];
  },
});
