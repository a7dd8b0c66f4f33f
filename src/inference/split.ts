import type { Family } from "../family.js";
import type { AnyModel, Model } from "../model/model.js";
import { isShared } from "../params/layout.js";
import { hasRecordEach } from "../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams, Field, Params } from "../types.js";

/**
 * Parameters of the same density with expert i in `parts` equal parts: its atom stands `parts` times, each with the log weight
 * beta0_i - log(parts) (times the temperature, where there is one), since sum exp(beta0_i - log parts) = exp(beta0_i).
 * A gate that selects at least two experts, but not all, may select other ones then.
 */
export function split<Experts extends ExpertsParams>(
  model: Model<Experts>,
  params: Params<Experts>,
  i: number,
  parts?: number,
): Params<Experts>;
export function split(
  { gating, families }: AnyModel,
  { gating: gate, experts }: AnyParams,
  i: number,
  parts = 2,
): AnyParams {
  const { logWeight, temperature } = gating;
  const divisor = temperature === undefined ? 1 : (gate[temperature] as number);
  const ofGate = atomRepeated(gating, gate, i, parts);
  const weights = (ofGate[logWeight] as readonly number[]).map((weight, j) =>
    j < i || j >= i + parts ? weight : weight - divisor * Math.log(parts),
  );
  return {
    gating: { ...ofGate, [logWeight]: weights },
    experts: expertRepeated(families, experts, i, parts),
  };
}

/** Parameters with atom i left out, the others as they stand. */
export const without = ({ gating, families }: AnyModel, params: AnyParams, i: number): AnyParams => ({
  gating: atomRepeated(gating, params.gating, i, 0),
  experts: expertRepeated(families, params.experts, i, 0),
});

/** The records of the experts with expert i standing `parts` times in a row. */
const expertRepeated = (
  families: AnyModel["families"],
  experts: ExpertsParams,
  i: number,
  parts: number,
): ExpertsParams =>
  hasRecordEach(experts) ? repeated(experts, i, parts) : atomRepeated(families[0], experts, i, parts);

const repeated = <T>(list: readonly T[], i: number, parts: number): T[] =>
  list.flatMap((one, j) => (j === i ? new Array<T>(parts).fill(one) : [one]));

/** A family's fields with atom i standing `parts` times in a row. */
function atomRepeated(family: Family, params: FamilyParams, i: number, parts: number): FamilyParams {
  const fields = Object.entries(family.fields).map(([name, spec]) => {
    if (isShared(family, spec)) return [name, params[name]];
    return [name, repeated(params[name] as Field, i, parts)];
  });
  return { ...params, ...Object.fromEntries(fields) };
}
