import type { Activation } from "./types.js";

/** act(z) = sin z. */
export const sin = (): Activation => ({
  name: "sin",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.sin(z[t]);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = Math.cos(z[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = -value[t];
  },
});
