import { MoestatError } from "../error.js";
import type { Family, FieldSpec } from "../family.js";
import { shown } from "../numeric/shown.js";
import { countOf, type Fixed, givenOf, type Parts } from "./fixed.js";
import { fieldsOn, isEstimated, isShared, type Layout, predictorsOf, widthOf } from "./layout.js";
import { isPositive } from "./links.js";
import { isMixed } from "./records.js";

/** Throws unless `fixed` has numbers at places of parameters that are estimated: `unknown fixed.experts.c; gaussian has a, b, sigma2`. */
export function checkFixed(fixed: Fixed, { gating, families, layout }: Parts): void {
  checkRecordIs("fixed", fixed);
  for (const name of Object.keys(fixed))
    if (name !== "gating" && name !== "experts")
      throw new MoestatError(`unknown fixed.${name}; known: gating, experts`);
  const k = families.length;
  const { gating: gate, experts } = fixed;
  const { inputs: d } = layout;
  if (gate) checkFields("fixed.gating", gate, gating, k, d);
  if (experts && !isMixed(families)) checkFields("fixed.experts", experts, families[0], k, d);
  else if (experts)
    for (const [i, record] of entriesOf("fixed.experts", experts, k, "one per expert").entries())
      if (record !== null) checkFields(`fixed.experts[${i}]`, record, families[i], undefined, d);
  checkGates(fixed, layout);
  checkAgreed(fixed, layout);
  const free = layout.size - countOf(fixed, layout);
  if (free <= 0)
    throw new MoestatError(`invalid fixed; no parameter is left to be estimated, of ${layout.size}`);
}

function checkRecordIs(path: string, value: unknown): asserts value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new MoestatError(`invalid ${path}; not an object: ${shown(value)}`);
}

function checkFields(path: string, given: unknown, family: Family, k: number | undefined, d: number): void {
  checkRecordIs(path, given);
  const { name: familyName, fields } = family;
  for (const [name, value] of Object.entries(given)) {
    if (name === "name") continue;
    const { [name]: spec } = fields;
    if (spec === undefined)
      throw new MoestatError(`unknown ${path}.${name}; ${familyName} has ${Object.keys(fields).join(", ")}`);
    const place = `${path}.${name}`;
    if (value === null || value === undefined) continue;
    if (!isEstimated(family, spec))
      throw new MoestatError(`invalid ${place}; it is not estimated: ${shown(value)}`);
    if (k === undefined || isShared(family, spec)) checkEntry(place, value, family, spec, d);
    else
      for (const [i, one] of entriesOf(place, value, k, "one per expert").entries())
        checkEntry(`${place}[${i}]`, one, family, spec, d);
  }
}

function checkEntry(path: string, value: unknown, family: Family, spec: FieldSpec, d: number): void {
  if (value === null) return;
  const predictors = predictorsOf(family, spec);
  if (typeof spec.predictor === "number") {
    checkPart(path, value, spec, widthOf(predictors[0], d));
    return;
  }
  for (const [s, one] of entriesOf(path, value, predictors.length, "one per class").entries()) {
    const { [s]: predictor } = predictors;
    if (one !== null && predictor.fixed !== undefined)
      throw new MoestatError(`invalid ${path}[${s}]; it is not estimated: ${shown(one)}`);
    checkPart(`${path}[${s}]`, one, spec, widthOf(predictor, d));
  }
}

function checkPart(path: string, value: unknown, spec: FieldSpec, width: number): void {
  if (value === null) return;
  if (spec.part === "intercept") checkNumber(path, value, spec);
  else
    for (const [j, slope] of entriesOf(path, value, width, "one per input").entries())
      checkNumber(`${path}[${j}]`, slope, spec);
}

function checkNumber(path: string, value: unknown, { link }: FieldSpec): void {
  if (value === null) return;
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new MoestatError(`invalid ${path}; not a finite number or null: ${shown(value)}`);
  if (isPositive(link) && !(value > 0)) throw new MoestatError(`invalid ${path}; not positive: ${value}`);
}

function entriesOf(path: string, value: unknown, length: number, each: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MoestatError(`invalid ${path}; not an array: ${shown(value)}`);
  if (value.length !== length)
    throw new MoestatError(`invalid ${path}; ${length} entries expected, ${each}: ${value.length}`);
  return value;
}

/** Throws where coefficients of the last gate are fixed elsewhere than at 0. */
function checkGates(fixed: Fixed, { slots, k }: Layout): void {
  for (const slot of slots) {
    const { part, predictor, predictorIndex, atom, family } = slot;
    if (part !== "gating" || !predictor.pinned || atom !== k - 1) continue;
    const bad = givenOf(fixed, slot).find(({ coefficient }) => coefficient !== 0);
    if (bad === undefined) continue;
    const name = fieldsOn(family, predictorIndex).find(
      ({ spec }) => (spec.part === "intercept") === (bad.at === "intercept"),
    )?.name;
    throw new MoestatError(
      `invalid fixed.gating.${name}[${k - 1}]; the last expert is the one that gates are relative to, and has 0: ${bad.coefficient}`,
    );
  }
}

/** Throws where records of experts fix what they share at different values. */
function checkAgreed(fixed: Fixed, { slots }: Layout): void {
  const known = new Map<number, number>();
  for (const slot of slots) {
    if (!slot.predictor.shared || slot.offset < 0) continue;
    for (const { coefficient } of givenOf(fixed, slot)) {
      const other = known.get(slot.offset) ?? coefficient;
      if (other !== coefficient)
        throw new MoestatError(
          `invalid fixed.experts[${slot.atom}]; shared with another, and fixed at another value`,
        );
      known.set(slot.offset, coefficient);
    }
  }
}
