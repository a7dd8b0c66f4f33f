import type { Expert, Family, FieldSpec, Gating } from "../family.js";
import { shown } from "../numeric/shown.js";
import type { Coordinates } from "./coordinates.js";
import { fieldsOn, isEstimated, isShared, type Layout, predictorsOf, type Slot, widthOf } from "./layout.js";
import { isPositive, links } from "./links.js";
import { isMixed } from "./records.js";

/**
 * Values at which parameters are held, in the shape of a parameter record and in the parameters' own units; null, or a field that is left
 * out, where they are free: `{ experts: { b: [0, null] }, gating: { beta1: [[0], null] } }`. Gates are relative to the last expert,
 * whose coefficients are 0. Where experts have a record each, so they have here: `{ experts: [{ b: 0 }, null] }`.
 */
export interface Fixed {
  readonly gating?: FixedFields | null;
  readonly experts?: FixedFields | readonly (FixedFields | null)[] | null;
}

/** The fields of a record, with null for what is free. */
export type FixedFields = Readonly<Record<string, FixedEntry>>;
export type FixedEntry = number | null | readonly FixedEntry[];

/** What restrictions are of. */
interface Parts {
  readonly gating: Gating;
  readonly families: readonly Expert[];
  readonly layout: Layout;
}

/** A number that is given to a coefficient of a slot: of the intercept, or of slope j. */
interface Given {
  readonly at: "intercept" | number;
  readonly coefficient: number;
}

/** What is fixed of a slot's coefficients, before their links. */
function givenOf(fixed: Fixed, slot: Slot): Given[] {
  const { part, family, predictorIndex } = slot;
  return fieldsOn(family, predictorIndex).flatMap(({ name, spec, entry }): Given[] => {
    const { coefficient } = links[spec.link];
    const own = entryOfSlot(fixed[part], slot, name);
    const value = entry === undefined ? own : listOf(own)?.[entry];
    if (spec.part === "intercept")
      return typeof value === "number" ? [{ at: "intercept", coefficient: coefficient(value) }] : [];
    return (listOf(value) ?? []).flatMap((slope, j) =>
      typeof slope === "number" ? [{ at: j, coefficient: coefficient(slope) }] : [],
    );
  });
}

const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** The part of a field that belongs to a slot's expert; undefined or null where nothing is fixed. */
function entryOfSlot(part: Fixed[Slot["part"]], { atom, predictor }: Slot, name: string): unknown {
  if (Array.isArray(part)) return (part as readonly (FixedFields | null)[])[atom]?.[name];
  const field = (part as FixedFields | null | undefined)?.[name];
  return predictor.shared ? field : listOf(field)?.[atom];
}

/**
 * The entries of theta that are fixed, with their values. Throws where only the ratio of a gate's coefficient to a temperature can be
 * identified, and that is not known.
 */
export function fixedEntries(
  fixed: Fixed | undefined,
  { gating, layout }: Parts,
  { entryOf }: Pick<Coordinates, "entryOf">,
): ReadonlyMap<number, number> {
  const entries = new Map<number, number>();
  if (fixed === undefined) return entries;
  for (const slot of layout.slots) {
    const { predictor, offset } = slot;
    if (offset < 0) continue;
    const divisor = slot.part === "gating" && !predictor.shared ? temperatureOf(fixed, gating, layout) : 1;
    const first = predictor.basis === "linear" ? 0 : 1;
    for (const { at, coefficient } of givenOf(fixed, slot)) {
      if (divisor === undefined && coefficient !== 0)
        throw new Error(
          `invalid fixed.gating; only ratios to the temperature ${gating.temperature} can be identified, which is free: ${coefficient}`,
        );
      entries.set(
        offset + (at === "intercept" ? 0 : first + at),
        entryOf(slot, coefficient / (divisor ?? 1), at),
      );
    }
  }
  return entries;
}

/** What divides a gate's coefficients in theta; undefined if it is not known. */
function temperatureOf(fixed: Fixed, gating: Gating, { slots }: Layout): number | undefined {
  if (!gating.homogeneous) return 1;
  const slot = slots.find(({ part, predictor }) => part === "gating" && predictor.shared) as Slot;
  if (slot.offset < 0) return Math.exp(slot.predictor.fixed ?? 0);
  const [given] = givenOf(fixed, slot);
  return given === undefined ? undefined : Math.exp(given.coefficient);
}

/** Whether an intercept beside slopes is fixed: then it is an entry of theta only if the columns keep their zero. */
export const fixesIntercepts = (fixed: Fixed | undefined, { layout }: Pick<Parts, "layout">): boolean =>
  fixed !== undefined &&
  layout.slots.some(
    (slot) =>
      slot.predictor.basis === "affine" &&
      slot.offset >= 0 &&
      givenOf(fixed, slot).some(({ at }) => at === "intercept"),
  );

/**
 * Numbers that tell which experts may exchange their places: those with the same number, which are of one family and fixed at the same
 * values. Where a gate is fixed relative to the last expert, that one stays the last.
 */
export function kindsOf(fixed: Fixed | undefined, { families, layout }: Omit<Parts, "gating">): number[] {
  const k = families.length;
  const own = layout.slots.filter(({ predictor }) => !predictor.shared);
  const given = (slot: Slot) => (fixed === undefined ? [] : givenOf(fixed, slot));
  const fixesGates = own.some((slot) => slot.predictor.pinned && slot.offset >= 0 && given(slot).length > 0);
  const marks = families.map((family, i) =>
    JSON.stringify([
      families.indexOf(family),
      own
        .filter(({ atom, offset }) => atom === i && offset >= 0)
        .flatMap((slot) => {
          const found = given(slot);
          return found.length === 0 ? [] : [[slot.part, slot.predictorIndex, found]];
        }),
      fixesGates && i === k - 1,
    ]),
  );
  return marks.map((mark) => marks.indexOf(mark));
}

/** The same with one expert less; undefined where nothing is left fixed. */
export function fixedWithout(
  fixed: Fixed | undefined,
  { gating, families }: Omit<Parts, "layout">,
  expert: number,
): Fixed | undefined {
  if (fixed === undefined) return undefined;
  const without = (list: readonly unknown[]) => list.filter((_, i) => i !== expert);
  const fieldsOf = (family: Family, given: FixedFields): FixedFields =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        Array.isArray(value) && !isShared(family, family.fields[name]) ? without(value) : value,
      ]),
    ) as FixedFields;
  const { gating: gate, experts } = fixed;
  return {
    ...(gate ? { gating: fieldsOf(gating, gate) } : {}),
    ...(Array.isArray(experts)
      ? { experts: without(experts) as readonly (FixedFields | null)[] }
      : experts
        ? { experts: fieldsOf(families[0], experts as FixedFields) }
        : {}),
  };
}

/** Throws unless `fixed` has numbers at places of parameters that are estimated: `unknown fixed.experts.c; gaussian has a, b, sigma2`. */
export function checkFixed(fixed: Fixed, { gating, families, layout }: Parts): void {
  checkRecordIs("fixed", fixed);
  for (const name of Object.keys(fixed))
    if (name !== "gating" && name !== "experts")
      throw new Error(`unknown fixed.${name}; known: gating, experts`);
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
  if (free <= 0) throw new Error(`invalid fixed; no parameter is left to be estimated, of ${layout.size}`);
}

/** How many entries of theta are fixed. */
export const countOf = (fixed: Fixed | undefined, { slots }: Layout): number =>
  fixed === undefined
    ? 0
    : slots.reduce(
        (count, slot) =>
          slot.offset >= 0 && !(slot.predictor.shared && isRepeated(slots, slot))
            ? count + givenOf(fixed, slot).length
            : count,
        0,
      );

/** Whether an earlier slot has the same coefficients. */
const isRepeated = (slots: readonly Slot[], slot: Slot): boolean =>
  slots.findIndex(({ offset }) => offset === slot.offset) < slots.indexOf(slot);

function checkRecordIs(path: string, value: unknown): asserts value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`invalid ${path}; not an object: ${shown(value)}`);
}

function checkFields(path: string, given: unknown, family: Family, k: number | undefined, d: number): void {
  checkRecordIs(path, given);
  const { name: familyName, fields } = family;
  for (const [name, value] of Object.entries(given)) {
    if (name === "name") continue;
    const { [name]: spec } = fields;
    if (spec === undefined)
      throw new Error(`unknown ${path}.${name}; ${familyName} has ${Object.keys(fields).join(", ")}`);
    const place = `${path}.${name}`;
    if (value === null || value === undefined) continue;
    if (!isEstimated(family, spec)) throw new Error(`invalid ${place}; it is not estimated: ${shown(value)}`);
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
      throw new Error(`invalid ${path}[${s}]; it is not estimated: ${shown(one)}`);
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
    throw new Error(`invalid ${path}; not a finite number or null: ${shown(value)}`);
  if (isPositive(link) && !(value > 0)) throw new Error(`invalid ${path}; not positive: ${value}`);
}

function entriesOf(path: string, value: unknown, length: number, each: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`invalid ${path}; not an array: ${shown(value)}`);
  if (value.length !== length)
    throw new Error(`invalid ${path}; ${length} entries expected, ${each}: ${value.length}`);
  return value;
}

/** Throws where coefficients of the last gate are fixed elsewhere than at 0. */
function checkGates(fixed: Fixed, { slots, experts: k }: Layout): void {
  for (const slot of slots) {
    const { part, predictor, predictorIndex, atom, family } = slot;
    if (part !== "gating" || !predictor.pinned || atom !== k - 1) continue;
    const bad = givenOf(fixed, slot).find(({ coefficient }) => coefficient !== 0);
    if (bad === undefined) continue;
    const name = fieldsOn(family, predictorIndex).find(
      ({ spec }) => (spec.part === "intercept") === (bad.at === "intercept"),
    )?.name;
    throw new Error(
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
        throw new Error(
          `invalid fixed.experts[${slot.atom}]; shared with another, and fixed at another value`,
        );
      known.set(slot.offset, coefficient);
    }
  }
}
