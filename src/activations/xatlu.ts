import { cauchy } from "./distributions.js";
import { rangeExpanded } from "./selfGated.js";
import type { Activation } from "./types.js";

/** act(z) = z (g(z) (1 + 2 alpha) - alpha) with g(z) = (arctan(z) + pi / 2) / pi and |alpha| <= 100, which must be given. */
export const xatlu = (alpha?: number): Activation => rangeExpanded("xatlu", cauchy, alpha);
