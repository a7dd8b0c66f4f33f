import { logistic } from "./distributions.js";
import { selfGated } from "./selfGated.js";
import type { Activation } from "./types.js";

/** act(z) = z g(z) with g(z) = 1 / (1 + exp(-z)). */
export const silu = (): Activation => ({ ...selfGated("silu", logistic), kernel: "silu" });
