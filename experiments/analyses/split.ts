import type { FamilyParams, Field, Params } from "../../src/types.js";

type Nested = number | readonly Nested[];

/**
 * The same density with expert j (0-based; the first unless given) written several times: copies with the given
 * shares of its weight, before the other experts. With a temperature the shares are of exp(beta0 / tau).
 */
export function splitExpert(params: Params, shares: readonly number[], j = 0): Params {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const tau = typeof params.gating.tau === "number" ? params.gating.tau : 1;
  const copies = mapFields(params, (name, entries) => [
    ...shares.map((share) =>
      name === "beta0" ? (entries[j] as number) + tau * Math.log(share / total) : entries[j],
    ),
    ...entries.filter((_, i) => i !== j),
  ]);
  return copies;
}

/** What is added to the first entries of named fields: to `b` [0.1, -0.1], say, or to `tau` one number. */
export type Shift = Readonly<Record<string, Nested>>;

/** The parameters with a shift added; experts that the shift does not reach stay as they are. */
export function shifted(params: Params, shift: Shift): Params {
  const added = mapFields(params, (name, entries) =>
    Object.hasOwn(shift, name) ? (plus(entries as Nested, shift[name]) as Field) : entries,
  );
  const { tau } = params.gating;
  if (typeof tau !== "number" || shift.tau === undefined) return added;
  return { ...added, gating: { ...added.gating, tau: tau + (shift.tau as number) } };
}

function plus(value: Nested, change: Nested): Nested {
  if (typeof value === "number") return value + (change as number);
  return value.map((entry, i) => {
    const { [i]: own } = change as readonly Nested[];
    return own === undefined ? entry : plus(entry, own);
  });
}

function mapFields({ gating, experts }: Params, change: (name: string, entries: Field) => Field): Params {
  const changed = (part: FamilyParams) =>
    Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        Array.isArray(value) ? change(name, value as Field) : value,
      ]),
    ) as FamilyParams;
  return { gating: changed(gating), experts: changed(experts) };
}
