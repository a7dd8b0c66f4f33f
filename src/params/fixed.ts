import { MoestatError } from "../error.js";
import type { Expert, Family, Gating } from "../family.js";
import type { Coordinates } from "./coordinates.js";
import { fieldsOn, isShared, type Layout, type Slot } from "./layout.js";
import { links } from "./links.js";

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
/** A fixed value, null for one that is free, or a list of such: the shape of the field's parameters. */
export type FixedEntry = number | null | readonly FixedEntry[];

/** What restrictions are of. */
export interface Parts {
  readonly gating: Gating;
  readonly families: readonly Expert[];
  readonly layout: Layout;
}

/** A number that is given to a coefficient of a slot: of the intercept, or of slope j. */
export interface Given {
  readonly at: "intercept" | number;
  readonly coefficient: number;
}

/** What is fixed of a slot's coefficients, before their links. */
export function givenOf(fixed: Fixed, slot: Slot): Given[] {
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
        throw new MoestatError(
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
