import { gateMeasureOf } from "../../src/model/measure.js";
import type { AnyModel } from "../../src/model/model.js";
import { isMixed } from "../../src/params/records.js";
import type { AnyParams, MixingMeasure } from "../../src/types.js";

/** What losses see of the parameters of a model: their mixing measure, or, of a pair of which one has none, the gate's part of it. */
export type Seen = (model: AnyModel) => (params: AnyParams) => MixingMeasure;

/** How losses see the parameters of two models. */
export const seenOf = (...models: readonly [AnyModel, AnyModel]): Seen =>
  haveMeasures(...models)
    ? ({ measure }) => measure
    : ({ gating, k }) =>
        (params) =>
          gateMeasureOf(gating, k, params);

/** Whether both models have mixing measures: the experts of each are of one family. */
export const haveMeasures = (...models: readonly [AnyModel, AnyModel]): boolean =>
  models.every(({ families }) => !isMixed(families));

/** Whether the atoms of an estimate have all blocks of the true ones, in whose cells they are then. */
export function haveCells(truth: AnyModel, estimate: AnyModel): boolean {
  const [centre, own] = [truth, estimate].map(({ families: [family] }) => Object.keys(family.fields));
  return haveMeasures(truth, estimate) && centre.every((field) => own.includes(field));
}
