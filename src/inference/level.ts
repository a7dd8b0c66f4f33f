import { MoestatError } from "../error.js";
import { normalQuantile } from "../numeric/normalQuantile.js";
import { shown } from "../numeric/shown.js";

/** The level of an interval that is not given. */
export const usualLevel = 0.95;

/** Throws unless a level lies between 0 and 1: `invalid level; not between 0 and 1: 95`. */
export function checkLevel(level: number): void {
  if (!(typeof level === "number" && level > 0 && level < 1))
    throw new MoestatError(`invalid level; not between 0 and 1: ${shown(level)}`);
}

/** The z with P(-z < Z < z) = level for a standard normal Z. Throws like `checkLevel`. */
export function criticalValue(level: number): number {
  checkLevel(level);
  return normalQuantile(0.5 + 0.5 * level);
}
