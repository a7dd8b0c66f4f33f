import { gaussian } from "./distributions.js";
import { selfGated } from "./selfGated.js";
import type { Activation } from "./types.js";

/** act(z) = z g(z) with g(z) = Phi(z), the Gaussian distribution function (exact, not the tanh approximation). */
export const gelu = (): Activation => ({ ...selfGated("gelu", gaussian), kernel: "gelu" });
