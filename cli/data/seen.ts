import type { Design } from "../../src/formula/design.js";
import type { Part } from "../../src/formula/part.js";
import type { MoeOptions } from "../../src/model/model.js";
import type { Data } from "./types.js";

/** The columns of a sample for a design: those of both parts, each once, and which of them the parts see. */
export function seenBy({ gate, experts }: Pick<Design, "gate" | "experts">) {
  const all = new Map<string, Float64Array>();
  for (const part of [experts, gate])
    for (const [j, name] of part.names.entries()) all.set(name, part.columns[j]);
  const inputs = [...all.keys()];
  const placesOf = ({ names }: Part) => names.map((name) => inputs.indexOf(name));
  return {
    inputs,
    x: [...all.values()],
    ...(experts.offset === undefined ? {} : { offset: experts.offset }),
    terms: { gating: gate.names, experts: experts.names },
    columns: { gating: placesOf(gate), experts: placesOf(experts) },
    intercept: { gating: gate.intercept, experts: experts.intercept },
  };
}

/** The inputs and intercepts of a model for a data set, as `moe` takes them. */
export const partsOf = ({
  inputs,
  columns,
  intercept,
}: Pick<Data, "inputs" | "columns" | "intercept">): Pick<MoeOptions, "inputs" | "intercept"> => {
  const seeAll = (list: readonly number[]) => list.length === inputs.length && list.every((j, i) => j === i);
  return {
    inputs: seeAll(columns.gating) && seeAll(columns.experts) ? inputs.length : columns,
    intercept,
  };
};
