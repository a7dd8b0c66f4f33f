import { meanOf } from "./poly.js";
import type { ScaleState } from "./recipe.js";

/**
 * Centre and scale of the values that are there, as R's `scale` has them: the mean and the root mean square (over n - 1) of
 * what is left, which is the standard deviation about the mean; or given numbers, or none for `false`.
 */
export function scaleState(x: Float64Array, center: boolean | number, scale: boolean | number): ScaleState {
  const there = x.filter((value) => !Number.isNaN(value));
  const middle = typeof center === "number" ? center : center ? meanOf(there) : 0;
  const squares = there.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const spread = Math.sqrt(squares / Math.max(1, there.length - 1));
  return { kind: "scale", center: middle, scale: typeof scale === "number" ? scale : scale ? spread : 1 };
}

export const scaled = (x: Float64Array, { center, scale }: ScaleState): Float64Array =>
  x.map((value) => (value - center) / scale);
