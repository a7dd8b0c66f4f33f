import { type Counted, meanOf } from "./counted.js";
import type { ScaleState } from "./recipe.js";

/**
 * Centre and scale of values, as R's `scale` has them: the mean and the root mean square (over n - 1) of
 * what is left, which is the standard deviation about the mean; or given numbers, or none for `false`.
 */
export function scaleState(x: Counted, center: boolean | number, scale: boolean | number): ScaleState {
  const { values, counts, total } = x;
  const middle = typeof center === "number" ? center : center ? meanOf(x) : 0;
  const squares = values.reduce((sum, value, t) => sum + counts[t] * (value - middle) ** 2, 0);
  const spread = Math.sqrt(squares / Math.max(1, total - 1));
  return { kind: "scale", center: middle, scale: typeof scale === "number" ? scale : scale ? spread : 1 };
}

export const scaled = (x: Float64Array, { center, scale }: ScaleState): Float64Array =>
  x.map((value) => (value - center) / scale);
