import { logistic } from "./distributions.js";
import type { Activation } from "./types.js";

/** act(z) = 1 / (1 + exp(-z)), with act' = act (1 - act) and act'' = act' (1 - 2 act). */
export const sigmoid = (): Activation => ({
  name: "sigmoid",
  kernel: "sigmoid",
  increasing: true,
  evaluate: logistic,
});
