import { MoestatError } from "../error.js";
import type { Expert, Family, FieldSpec, Gating, Predictor } from "../family.js";
import { shown } from "../numeric/shown.js";
import type { AnyParams, FamilyParams } from "../types.js";
import { isShared, predictorsOf, widthOf } from "./layout.js";
import { isPositive, links } from "./links.js";
import { isMixed } from "./records.js";

/**
 * Throws unless `params` holds finite numbers of the right shape for experts of these families on d inputs, positive where
 * the field must be, as given where it is not estimated, and the model's own options: `invalid experts.sigma2[1]; not positive: -0.3`.
 */
export function checkParams(gating: Gating, families: readonly Expert[], d: number, params: AnyParams): void {
  const k = families.length;
  checkRecord("gating", gating, params?.gating, k, d);
  const experts = params?.experts;
  if (!isMixed(families)) checkRecord("experts", families[0], experts, k, d);
  else if (experts === undefined) throw new MoestatError("missing experts; not an array: undefined");
  else {
    const records = arrayOf("experts", experts, k, "a record per expert");
    for (const [i, record] of records.entries())
      checkRecord(`experts[${i}]`, families[i], record, undefined, d);
    checkShared(families, records as readonly FamilyParams[]);
  }
}

/** Throws where experts with a record each differ in what those of their family share. */
function checkShared(families: readonly Expert[], records: readonly FamilyParams[]): void {
  for (const [i, family] of families.entries()) {
    const first = families.indexOf(family);
    for (const [name, spec] of Object.entries(family.fields))
      if (isShared(family, spec) && records[i][name] !== records[first][name])
        throw new MoestatError(
          `invalid experts[${i}].${name}; shared with experts[${first}], and must be ${records[first][name]}: ${records[i][name]}`,
        );
  }
}

/** The record of the gating, of k experts, or, without a number, of one expert whose fields are its own. */
function checkRecord(part: string, family: Family, given: unknown, k: number | undefined, d: number): void {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new MoestatError(`missing ${part}; not an object: ${shown(given)}`);
  const record = given as FamilyParams;
  checkOptions(part, family, record);
  for (const name of Object.keys(family.fields))
    checkField(`${part}.${name}`, record[name], family, name, k, d);
}

function checkOptions(part: string, family: Family, given: FamilyParams): void {
  for (const [option, ofModel] of Object.entries({ name: family.name, ...family.options })) {
    const { [option]: value } = given;
    if (value === undefined || value === ofModel) continue;
    if (typeof value === "string" && family.spellings?.[option]?.(value) === ofModel) continue;
    throw new MoestatError(`invalid ${part}.${option}; the model's is ${ofModel}: ${shown(value)}`);
  }
}

function checkField(
  path: string,
  field: unknown,
  family: Family,
  name: string,
  k: number | undefined,
  d: number,
): void {
  const spec = family.fields[name];
  const isOne = k === undefined || isShared(family, spec);
  if (field === undefined) {
    const needed = k === undefined ? "" : `; one entry ${isOne ? "for all experts" : "per expert"} is needed`;
    throw new MoestatError(`missing ${path}${needed}`);
  }
  if (isOne) {
    checkEntry(path, field, family, spec, d);
    return;
  }
  for (const [i, entry] of arrayOf(path, field, k, "one per expert").entries())
    checkEntry(`${path}[${i}]`, entry, family, spec, d);
}

/** One expert's part of a field: of one predictor, or of each of several. */
function checkEntry(path: string, entry: unknown, family: Family, spec: FieldSpec, d: number): void {
  const predictors = predictorsOf(family, spec);
  if (typeof spec.predictor === "number") {
    checkPart(path, entry, spec, predictors[0], d);
    return;
  }
  for (const [s, value] of arrayOf(path, entry, predictors.length, "one per class").entries())
    checkPart(`${path}[${s}]`, value, spec, predictors[s], d);
}

/** The intercept or the slopes of one predictor of one expert. */
function checkPart(path: string, value: unknown, spec: FieldSpec, predictor: Predictor, d: number): void {
  const { basis, fixed } = predictor;
  if (spec.part === "intercept") checkNumber(path, value, spec, basis === "linear" ? 0 : fixed);
  else
    for (const [j, slope] of arrayOf(path, value, widthOf(predictor, d), "one per input").entries())
      checkNumber(`${path}[${j}]`, slope, spec, fixed === undefined ? undefined : 0);
}

function arrayOf(path: string, value: unknown, length: number, each: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MoestatError(`invalid ${path}; not an array: ${shown(value)}`);
  if (value.length !== length)
    throw new MoestatError(`invalid ${path}; ${length} entries expected, ${each}: ${value.length}`);
  return value;
}

function checkNumber(path: string, value: unknown, { link }: FieldSpec, fixed: number | undefined): void {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new MoestatError(`invalid ${path}; not a finite number: ${shown(value)}`);
  if (isPositive(link) && !(value > 0)) throw new MoestatError(`invalid ${path}; not positive: ${value}`);
  if (fixed === undefined) return;
  const only = links[link].natural(fixed);
  if (Math.abs(value - only) > 1e-12 * Math.abs(only))
    throw new MoestatError(`invalid ${path}; given, not estimated, and must be ${only}: ${value}`);
}
