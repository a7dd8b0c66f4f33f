import type { Family } from "../family.js";
import type { Model } from "../model/model.js";
import { isShared } from "../params/layout.js";
import type { FamilyParams, Field, Params } from "../types.js";

/**
 * Parameters of the same density with expert i in `parts` equal parts: its atom stands `parts` times, each with the log weight
 * beta0_i - log(parts) (times the temperature, where there is one), since sum exp(beta0_i - log parts) = exp(beta0_i).
 * A gate that selects at least two experts, but not all, may select other ones then.
 */
export function split(
  { gating, expert }: Model,
  { gating: gate, experts }: Params,
  i: number,
  parts = 2,
): Params {
  const { logWeight, temperature } = gating;
  const divisor = temperature === undefined ? 1 : (gate[temperature] as number);
  const repeated = atomRepeated(gating, gate, i, parts);
  const weights = (repeated[logWeight] as readonly number[]).map((weight, j) =>
    j < i || j >= i + parts ? weight : weight - divisor * Math.log(parts),
  );
  return { gating: { ...repeated, [logWeight]: weights }, experts: atomRepeated(expert, experts, i, parts) };
}

/** Parameters with atom i left out, the others as they stand. */
export const without = ({ gating, expert }: Model, params: Params, i: number): Params => ({
  gating: atomRepeated(gating, params.gating, i, 0),
  experts: atomRepeated(expert, params.experts, i, 0),
});

/** A family's fields with atom i standing `parts` times in a row. */
function atomRepeated(family: Family, params: FamilyParams, i: number, parts: number): FamilyParams {
  const fields = Object.entries(family.fields).map(([name, spec]) => {
    if (isShared(family, spec)) return [name, params[name]];
    const entries = params[name] as Field;
    return [name, entries.flatMap((entry, j) => (j === i ? new Array(parts).fill(entry) : [entry]))];
  });
  return { ...params, ...Object.fromEntries(fields) };
}
