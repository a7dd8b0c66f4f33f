import { MoestatError } from "./error.js";
import { experts } from "./experts/index.js";
import type { Expert, Family, Gating, Selection } from "./family.js";
import { gatings } from "./gatings/index.js";
import { topK } from "./gatings/topK.js";
import { type AnyModel, type Model, moe } from "./model/model.js";
import type { Inputs, OfParts } from "./model/parts.js";
import { isShared, slopesField } from "./params/layout.js";
import { checkOptions, type Factory } from "./params/options.js";
import { hasRecordEach } from "./params/records.js";
import type { AnyParams, FamilyParams, Params } from "./types.js";
import { unknownName } from "./words/names.js";

/**
 * The model that a parameter record describes: its families by their names (`usualFamilies` where none is
 * given) and options, as many experts and inputs as its fields have entries. `inputs` says which inputs the parts see; where it is not
 * given, both see all. Of a fit both are read off. Throws if the record is not a point of it, and where the parts have different numbers of slopes and
 * `inputs` does not say of which inputs.
 */
export function modelOf(params: Params, inputs?: Inputs): Model;
export function modelOf(params: AnyParams, inputs?: Inputs): AnyModel;
export function modelOf(fit: { readonly params: AnyParams; readonly inputs: Inputs }): AnyModel;
export function modelOf(
  given: AnyParams | { readonly params: AnyParams; readonly inputs: Inputs },
  ofParts?: Inputs,
): AnyModel {
  const isFit = typeof given === "object" && given !== null && "params" in given;
  const params = isFit ? given.params : given;
  const inputs = isFit ? given.inputs : ofParts;
  const gating = gatingOf(params?.gating);
  const k = entriesOf("gating", gating.logWeight, params.gating).length;
  if (k === 0) throw new MoestatError(`invalid gating.${gating.logWeight}; at least one entry is needed: []`);
  const { experts } = params;
  const families = hasRecordEach(experts) ? experts.map(expertOf) : new Array(k).fill(expertOf(experts));
  const seen = {
    gating: slopesOf("gating", gating, params.gating),
    experts: slopesOfExperts(families, experts),
  };
  const model = moe({
    gating,
    experts: families,
    inputs: inputs ?? sameFor(seen),
    intercept: {
      gating: params.gating.intercept !== false,
      experts: [experts].flat().every((record) => record.intercept !== false),
    },
  });
  if (model.k !== k)
    throw new MoestatError(
      `invalid experts; ${k} expected, as many as gating.${gating.logWeight} has: ${model.k}`,
    );
  model.check(params);
  return model;
}

/** The families of a record that names none. */
export const usualFamilies = { gating: "softmax", experts: "gaussian" } as const;

/** The gating that a record describes by its name and options; with `topK`, of its k highest ranking experts. */
export function gatingOf(given: FamilyParams): Gating {
  const gating = named("gating", gatings, given);
  checkOptions("gating", "topK", topK.options, given);
  const { topK: k, rank = "slope" } = given;
  return k === undefined ? gating : topK({ k: k as number, rank: rank as Selection["rank"], score: gating });
}

/** The expert that a record describes by its name and options. */
export const expertOf = (given: FamilyParams): Expert => named("experts", experts, given);

/** The gating of a name, or an error that lists the known ones. */
export const gatingByName = (name: string) => gatingOf({ name });
/** The expert of a name, or an error that lists the known ones. */
export const expertByName = (name: string) => expertOf({ name });

/** Makes families by name; each is given the options that it declares, out of the record. */
function named<F>(
  part: keyof typeof usualFamilies,
  known: Readonly<Record<string, Factory<F>>>,
  given: FamilyParams,
): F {
  if (typeof given !== "object" || given === null)
    throw new MoestatError(`missing ${part}; an object is needed: ${given}`);
  const name = given.name ?? usualFamilies[part];
  if (!Object.hasOwn(known, name)) throw unknownName(part.replace(/s$/, ""), name, Object.keys(known));
  const { [name]: make } = known;
  const { options: declared = {} } = make;
  checkOptions(part, name, declared, given);
  const options = Object.entries(given).filter(([option]) => Object.hasOwn(declared, option));
  return make(Object.fromEntries(options) as never);
}

function entriesOf(part: string, name: string, given: FamilyParams): readonly unknown[] {
  const { [name]: entries } = given;
  if (entries === undefined)
    throw new MoestatError(`missing ${part}.${name}; an array with one entry per expert is needed`);
  if (!Array.isArray(entries))
    throw new MoestatError(`invalid ${part}.${name}; not an array: ${JSON.stringify(entries)}`);
  return entries;
}

/** The number of inputs where both parts see all: that of the slopes of each, and 1 where neither has any field of slopes. */
function sameFor({ gating, experts }: OfParts<number | undefined>): number {
  const d = gating ?? experts ?? 1;
  if (experts === undefined || experts === d) return d;
  throw new MoestatError(
    `unknown inputs; the gate has slopes of ${d} of them, the experts of ${experts}: say which, as in { gating: [0], experts: [0, 1] }`,
  );
}

/** The number of inputs that the experts see, read off the slopes of the first that has some. */
function slopesOfExperts(families: readonly Expert[], experts: AnyParams["experts"]): number | undefined {
  if (!hasRecordEach(experts)) return slopesOf("experts", families[0], experts);
  const i = families.findIndex((family) => slopesField(family) !== undefined);
  return i < 0 ? undefined : slopesOf(`experts[${i}]`, families[i], experts[i], true);
}

/** The number of inputs that a part sees, read off its first slopes; undefined if its family has none. `isOne`: the record of one expert. */
function slopesOf(part: string, family: Family, given: FamilyParams, isOne = false): number | undefined {
  const name = slopesField(family);
  if (name === undefined) return undefined;
  const { [name]: spec } = family.fields;
  const entries = entriesOf(part, name, given);
  let first: unknown = isOne || isShared(family, spec) ? entries : entries[0];
  if (typeof spec.predictor !== "number") first = Array.isArray(first) ? first[0] : undefined;
  return Array.isArray(first) ? first.length : 1;
}
