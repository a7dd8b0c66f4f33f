import type { Family } from "../family.js";
import type { AnyModel } from "../model/model.js";
import { isShared } from "../params/layout.js";
import { hasRecordEach } from "../params/records.js";
import type { AnyParams, FamilyParams, Field } from "../types.js";

/** Parameters with their experts in another order: the expert that comes in place a stood in place `order[a]`. */
export function inOrder(
  { gating, families }: Pick<AnyModel, "gating" | "families">,
  { gating: gate, experts }: AnyParams,
  order: readonly number[],
): AnyParams {
  return {
    gating: fieldsInOrder(gating, gate, order),
    experts: hasRecordEach(experts)
      ? order.map((i) => experts[i])
      : fieldsInOrder(families[0], experts, order),
  };
}

function fieldsInOrder(family: Family, params: FamilyParams, order: readonly number[]): FamilyParams {
  const moved = Object.entries(family.fields).map(([name, spec]) => {
    const values = params[name];
    return [name, isShared(family, spec) ? values : order.map((i) => (values as Field)[i])];
  });
  return { ...params, ...Object.fromEntries(moved) };
}
