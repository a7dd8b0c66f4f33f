import { logistic } from "./distributions.js";
import { rangeExpanded } from "./selfGated.js";
import type { Activation } from "./types.js";

/** act(z) = z (g(z) (1 + 2 alpha) - alpha) with g(z) = 1 / (1 + exp(-z)) and |alpha| <= 100, which must be given. */
export const xsilu = (alpha?: number): Activation => rangeExpanded("xsilu", logistic, alpha);
