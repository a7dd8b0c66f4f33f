import type { Activation } from "./types.js";

/** act(z) = max(z, 0). The first derivative is 1 for z > 0 and 0 elsewhere, also at 0; the second is 0 everywhere. */
export const relu = (): Activation => ({
  name: "relu",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = Math.max(z[t], 0);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = z[t] > 0 ? 1 : 0;
    if (order > 1) second.fill(0, 0, m);
  },
});
