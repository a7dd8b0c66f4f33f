import { activationLosses } from "./activation.js";
import { d1 } from "./d1.js";
import { d2 } from "./d2.js";
import { errorLosses } from "./errors.js";
import type { Loss } from "./infimum.js";
import { lookUp } from "./lookup.js";
import { byRole } from "./measure.js";
import { multinomialFamilies, multinomialLosses } from "./multinomial.js";
import { pinned } from "./pinned.js";
import { temperatureFamilies, temperatureLosses } from "./temperature.js";
import { topKLosses } from "./topK.js";

export type { LossDetail } from "./cellLoss.js";
export { cellSizes } from "./cellSizes.js";
export { d1, d1Detail } from "./d1.js";
export { d2, d2Detail } from "./d2.js";
export { mayBeUndefined } from "./errors.js";
export type { Loss, LossOptions } from "./infimum.js";
export { pinned } from "./pinned.js";
export { scaleFree } from "./temperature.js";
export { type Cells, voronoiCells } from "./voronoi.js";

const named: Readonly<Record<string, Loss>> = {
  d1,
  d2,
  pinned,
  ...topKLosses,
  ...temperatureLosses,
  ...activationLosses,
  ...multinomialLosses,
  ...errorLosses,
};
const withExponent: Readonly<Record<string, (r: number) => Loss>> = {
  ...temperatureFamilies,
  ...multinomialFamilies,
};

/** The same loss, whatever the gatings call their slopes and their temperature. */
const withRoles =
  (loss: Loss): Loss =>
  (estimate, truth, options) =>
    loss(byRole(estimate), byRole(truth), options);

/** The losses by name. */
export const losses: Readonly<Record<string, Loss>> = Object.fromEntries(
  Object.entries(named).map(([name, loss]) => [name, withRoles(loss)]),
);

/** The losses that depend on an exponent r >= 1, by name: `lossFamilies["temperature.dr"](2)`. */
export const lossFamilies: Readonly<Record<string, (r: number) => Loss>> = Object.fromEntries(
  Object.entries(withExponent).map(([name, family]) => [name, (r: number) => withRoles(family(r))]),
);

/**
 * The loss of that name; an exponent stands in brackets or after a colon: `d1`, `temperature.dr(2)`,
 * `temperature.dr:2`. Throws `unknown loss "voronio"; known begin with d1, d2, ...` and
 * `invalid loss "temperature.dr(0.5)"; the exponent must be at least 1: 0.5`; see `lookUp`.
 *
 * @example
 * ```ts
 * import { lossByName } from "moestat";
 *
 * lossByName("temperature.dr(2)"); // a function of two mixing measures
 * ```
 */
export const lossByName = (name: string): Loss => lookUp(name, losses, lossFamilies);
