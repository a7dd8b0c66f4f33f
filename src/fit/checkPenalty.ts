import { MoestatError } from "../error.js";
import type { AnyModel } from "../model/model.js";
import { shown } from "../numeric/shown.js";
import { checkNames } from "../words/names.js";
import { type Penalty, slopeSlots, varianceSlots } from "./problem/penalty.js";

/** Throws on a penalty that a model cannot have, naming its part, the rule and the value. */
export function checkPenalty(penalty: Penalty, { gating, layout, selected }: AnyModel): void {
  checkNames("penalty", penalty, ["gateRidge", "variance"]);
  const { gateRidge, variance } = penalty;
  if (gateRidge !== undefined) {
    if (!(Number.isFinite(gateRidge) && gateRidge >= 0))
      throw new MoestatError(`invalid penalty.gateRidge; not a number from 0 on: ${shown(gateRidge)}`);
    if (slopeSlots(layout).length === 0)
      throw new MoestatError(
        `invalid penalty.gateRidge; the gate ${gating.name} has no slopes: ${gateRidge}`,
      );
    if (selected === 1 && gateRidge > 0)
      throw new MoestatError(
        `invalid penalty.gateRidge; where one expert is selected the likelihood does not depend on how large slopes are, so that it has no maximum: ${gateRidge}`,
      );
  }
  if (variance === undefined) return;
  checkNames("penalty.variance", variance, ["shape", "scale"]);
  for (const name of ["shape", "scale"] as const) {
    const { [name]: value } = variance;
    if (!(Number.isFinite(value) && value > 0))
      throw new MoestatError(`invalid penalty.variance.${name}; not positive: ${shown(value)}`);
  }
  if (varianceSlots(layout).length === 0)
    throw new MoestatError(`invalid penalty.variance; no expert has a variance: ${JSON.stringify(variance)}`);
}
