import { exp } from "../numeric/exp.js";
import type { Activation } from "./types.js";

/** tanh z; from 0.5 on through exp(-2 |z|), which is faster there and loses no digits. */
const tanhOf = (z: number): number => {
  const size = Math.abs(z);
  if (size < 0.5) return Math.tanh(z);
  const e = exp(-2 * size);
  return Math.sign(z) * ((1 - e) / (1 + e));
};

/** act(z) = tanh z, with act' = 1 - act^2 and act'' = -2 act act'. */
export const tanh = (): Activation => ({
  name: "tanh",
  increasing: true,
  kernel: "tanh",
  evaluate: (z, m, order, value, first, second) => {
    for (let t = 0; t < m; t++) value[t] = tanhOf(z[t]);
    if (order > 0) for (let t = 0; t < m; t++) first[t] = (1 - value[t]) * (1 + value[t]);
    if (order > 1) for (let t = 0; t < m; t++) second[t] = -2 * value[t] * first[t];
  },
});
