import type { MixingMeasure } from "../types.js";
import { d1 } from "./d1.js";
import { d2 } from "./d2.js";
import type { LossOptions } from "./infimum.js";
import { pinned } from "./pinned.js";

export { d1, d1Detail } from "./d1.js";
export { d2, d2Detail } from "./d2.js";
export type { LossDetail, LossOptions } from "./infimum.js";
export { pinned } from "./pinned.js";
export { type Cells, voronoiCells } from "./voronoi.js";

/** How far an estimate is from the truth; 0 for a perfect estimate. */
export type Loss = (estimate: MixingMeasure, truth: MixingMeasure, options?: LossOptions) => number;

/** The losses by name. */
export const losses: Readonly<Record<string, Loss>> = { d1, d2, pinned };

/** The loss of that name. Throws `unknown loss "voronio"; known: d1, d2, pinned`. */
export function lossByName(name: string): Loss {
  if (!Object.hasOwn(losses, name))
    throw new Error(`unknown loss "${name}"; known: ${Object.keys(losses).join(", ")}`);
  return losses[name];
}
