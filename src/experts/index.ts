import type { Expert } from "../family.js";
import { gaussian } from "./gaussian.js";

/** All experts by the name that parameter records carry. */
export const experts: Readonly<Record<string, () => Expert>> = { gaussian };
