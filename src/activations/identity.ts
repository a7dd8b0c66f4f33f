import type { Activation } from "./types.js";

/** act(z) = z. It gives the activated temperature gate no curvature: `independence` says what that costs. */
export const identity = (): Activation => ({
  name: "identity",
  increasing: true,
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = z[t];
    if (order > 0) first.fill(1, 0, m);
    if (order > 1) second.fill(0, 0, m);
  },
});
