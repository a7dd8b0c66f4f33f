import { gaussian } from "./distributions.js";
import { rangeExpanded } from "./selfGated.js";
import type { Activation } from "./types.js";

/** act(z) = z (g(z) (1 + 2 alpha) - alpha) with g(z) = Phi(z) and |alpha| <= 100, which must be given. */
export const xgelu = (alpha?: number): Activation => rangeExpanded("xgelu", gaussian, alpha);
