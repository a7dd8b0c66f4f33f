import { modelOf } from "../../src/registry.js";
import type { FamilyParams, Field, Params } from "../../src/types.js";

type Nested = number | readonly Nested[];

/**
 * The same density with expert j (0-based; the first unless given) written several times: copies with the given
 * shares of its weight, before the other experts. With a temperature the shares are of exp(beta0 / tau).
 */
export function splitExpert(params: Params, shares: readonly number[], j = 0): Params {
  const { logWeight, temperature } = modelOf(params).gating;
  const total = shares.reduce((sum, share) => sum + share, 0);
  const tau = temperature === undefined ? 1 : (params.gating[temperature] as number);
  return mapEntries(params, (name, entries) => {
    if (!Array.isArray(entries)) return entries;
    const copies = shares.map((share) =>
      name === logWeight ? (entries[j] as number) + tau * Math.log(share / total) : entries[j],
    );
    return [...copies, ...entries.filter((_, i) => i !== j)];
  });
}

/**
 * What is added to the first entries of named fields, to `b` [0.1, -0.1], say; to a field that the experts share, such
 * as a temperature, one number.
 */
export type Shift = Readonly<Record<string, Nested>>;

/** The parameters with a shift added; experts that the shift does not reach stay as they are. Throws for an unknown field. */
export function shifted(params: Params, shift: Shift): Params {
  const {
    gating,
    families: [expert],
  } = modelOf(params);
  const known = [...Object.keys(gating.fields), ...Object.keys(expert.fields)];
  const unknown = Object.keys(shift).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`unknown field "${unknown}"; known: ${known.join(", ")}`);
  return mapEntries(params, (name, value) =>
    Object.hasOwn(shift, name) ? (plus(value as Nested, shift[name]) as Field | number) : value,
  );
}

function plus(value: Nested, change: Nested): Nested {
  if (typeof value === "number") return value + (change as number);
  return value.map((entry, i) => {
    const { [i]: own } = change as readonly Nested[];
    return own === undefined ? entry : plus(entry, own);
  });
}

type Entry = FamilyParams[string];

function mapEntries({ gating, experts }: Params, change: (name: string, value: Entry) => Entry): Params {
  const changed = (part: FamilyParams): FamilyParams =>
    Object.fromEntries(Object.entries(part).map(([name, value]) => [name, change(name, value)]));
  return { gating: changed(gating), experts: changed(experts) };
}
