import { experts } from "./experts/index.js";
import type { Family } from "./family.js";
import { gatings } from "./gatings/index.js";
import { type Model, moe } from "./model.js";
import type { FamilyParams, Params } from "./types.js";

/**
 * The model that a parameter record describes: its families by their names (softmax and gaussian where none is
 * given), as many experts and inputs as its fields have entries. Throws if the record is not a point of it.
 */
export function modelOf(params: Params): Model {
  const gating = named("gating", gatings, params?.gating, "softmax");
  const expert = named("experts", experts, params?.experts, "gaussian");
  const intercepts = entriesOf("gating", gating, params.gating, "intercept");
  const slopes = entriesOf("gating", gating, params.gating, "slopes");
  if (intercepts.length === 0)
    throw new Error(`invalid gating.${gating.logWeight}; at least one entry is needed: []`);
  const inputs = Array.isArray(slopes[0]) ? slopes[0].length : 1;
  const model = moe({ gating, expert, experts: intercepts.length, inputs: Math.max(1, inputs) });
  model.check(params);
  return model;
}

/** The gating of a name, or an error that lists the known ones. */
export const gatingByName = (name: string) => named("gating", gatings, { name }, name);
/** The expert of a name, or an error that lists the known ones. */
export const expertByName = (name: string) => named("expert", experts, { name }, name);

function named<F>(
  part: string,
  known: Readonly<Record<string, () => F>>,
  given: FamilyParams,
  fallback: string,
): F {
  if (typeof given !== "object" || given === null)
    throw new Error(`missing ${part}; an object is needed: ${given}`);
  const name = given.name ?? fallback;
  if (!Object.hasOwn(known, name))
    throw new Error(`unknown ${part.replace(/s$/, "")} "${name}"; known: ${Object.keys(known).join(", ")}`);
  return known[name]();
}

function entriesOf(
  part: string,
  family: Family,
  given: FamilyParams,
  wanted: "intercept" | "slopes",
): readonly unknown[] {
  const [name] = Object.entries(family.fields).find(([, spec]) => spec.part === wanted) ?? [];
  const entries = name === undefined ? [] : given[name];
  if (entries === undefined)
    throw new Error(`missing ${part}.${name}; an array with one entry per expert is needed`);
  if (!Array.isArray(entries))
    throw new Error(`invalid ${part}.${name}; not an array: ${JSON.stringify(entries)}`);
  return entries;
}
