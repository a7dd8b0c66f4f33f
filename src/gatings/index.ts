import type { Gating } from "../family.js";
import { softmax } from "./softmax.js";

/** All gatings by the name that parameter records carry. */
export const gatings: Readonly<Record<string, () => Gating>> = { softmax };
