import type { Expert, Family, Gating } from "../family.js";
import { accurateDot } from "../numeric/accurateDot.js";
import type { AnyParams, ExpertsParams, FamilyParams, Params } from "../types.js";
import { fieldsOn, firstSlope, type Layout, namesOf, type Slot, widthOf } from "./layout.js";
import { links } from "./links.js";
import { entryIn, isMixed } from "./records.js";
import { columnUnits, type Units } from "./units.js";

/**
 * Parameters as theta and back. Theta is the flat vector of all free coefficients, in the order of `Layout` and in given units. It
 * is made here and nowhere else.
 */
export interface Coordinates<Experts extends ExpertsParams = FamilyParams> {
  readonly layout: Layout;
  /** What each entry of theta is called. */
  readonly names: readonly string[];
  readonly toTheta: (params: AnyParams) => Float64Array;
  readonly toParams: (theta: Float64Array) => Params<Experts>;
  /** A natural coefficient of a slot before its link, an intercept or slope j, as the entry of theta that it is. Units must not be centred. */
  readonly entryOf: (slot: Slot, coefficient: number, at: "intercept" | number) => number;
}

/** Coefficients of one predictor of one expert in the data's own units and before the field's link: an intercept and a slope for each column that it sees. */
interface Natural {
  readonly intercept: number;
  readonly slopes: readonly number[];
}

/**
 * The coordinates of a model in given units. Where the temperature divides the whole score (`Gating.homogeneous`), theta holds
 * the gate's coefficients divided by it, since the density depends on these alone; it is then the only entry of theta of
 * which the density does not depend.
 */
export function coordinatesOf(gating: Gating, layout: Layout, units: Units): Coordinates<ExpertsParams> {
  const { slots, size, k, inputs: d, families } = layout;
  const divides = ({ part, predictor }: Slot) =>
    gating.homogeneous === true && part === "gating" && predictor.shared !== true;
  const { toUnits, fromUnits } = unitsOfSlots(families, units, d);

  const toTheta = (params: AnyParams): Float64Array => {
    const theta = new Float64Array(size);
    for (const slot of slots) {
      if (slot.offset < 0) continue;
      const natural = (atom: number) => naturalOf(params[slot.part], { ...slot, atom }, d);
      const absolute = natural(slot.atom);
      const relative = slot.predictor.pinned ? difference(absolute, natural(k - 1)) : absolute;
      const factor = divides(slot) ? 1 / temperatureOf(gating, params) : 1;
      theta.set(toUnits(slot, times(relative, factor)), slot.offset);
    }
    return theta;
  };

  const toParams = (theta: Float64Array): AnyParams => {
    const parts = { gating: emptyRecord(gating), experts: emptyRecords(families) };
    for (const slot of slots) {
      const { part, predictor, offset } = slot;
      // Coefficients that are not estimated are the same in all units; fromUnits would make -0 of some.
      const natural =
        offset < 0
          ? { intercept: predictor.fixed ?? 0, slopes: new Array<number>(widthOf(predictor, d)).fill(0) }
          : fromUnits(slot, theta.subarray(offset));
      const factor = divides(slot) ? temperatureAt(slots, theta) : 1;
      writeFields(parts[part], slot, times(natural, factor));
    }
    return parts as unknown as AnyParams;
  };

  const entryOf: Coordinates["entryOf"] = (slot, coefficient, at) => {
    const { predictor } = slot;
    const slopes = new Array<number>(widthOf(predictor, d)).fill(0);
    if (at === "intercept") return toUnits(slot, { intercept: coefficient, slopes })[0];
    slopes[at] = coefficient;
    return toUnits(slot, { intercept: 0, slopes })[firstSlope(predictor) + at];
  };
  return { layout, names: namesOf(layout), toTheta, toParams, entryOf };
}

/** The temperature of a parameter record. */
const temperatureOf = ({ temperature }: Gating, { gating }: AnyParams): number =>
  gating[temperature as string] as number;

/** The temperature at theta: its logarithm is the gate's only coefficient that all experts share, or is given. */
function temperatureAt(slots: readonly Slot[], theta: Float64Array): number {
  const slot = slots.find(({ part, predictor }) => part === "gating" && predictor.shared) as Slot;
  return Math.exp(slot.offset < 0 ? (slot.predictor.fixed ?? 0) : theta[slot.offset]);
}

const times = (natural: Natural, factor: number): Natural =>
  factor === 1
    ? natural
    : { intercept: factor * natural.intercept, slopes: natural.slopes.map((c) => factor * c) };

/** Natural coefficients of a slot as coefficients in given units, and back. */
function unitsOfSlots(families: readonly Expert[], units: Units, d: number) {
  const scales = families.map(({ predictorScale }) => predictorScale(units.response));
  const scaleOf = ({ part, atom, predictorIndex }: Slot) =>
    part === "experts" ? scales[atom][predictorIndex] : { shift: 0, scale: 1 };

  const toUnits = (slot: Slot, { intercept, slopes }: Natural): number[] => {
    const { shift, scale } = scaleOf(slot);
    const columns = columnUnits(units, slot.predictor, d);
    const scaled = slopes.map((c, j) => (c * columns.scale[j]) / scale);
    if (slot.predictor.basis === "linear") return scaled;
    // Where data lie far from zero these terms are large, and cancel.
    const atCentre = accurateDot(
      [intercept, -shift, ...slopes],
      [1, 1, ...columns.centre.slice(0, slopes.length)],
    );
    return [atCentre / scale, ...scaled];
  };

  const fromUnits = (slot: Slot, coefficients: ArrayLike<number>): Natural => {
    const { shift, scale } = scaleOf(slot);
    const columns = columnUnits(units, slot.predictor, d);
    const { basis } = slot.predictor;
    const first = firstSlope(slot.predictor);
    const slopes =
      basis === "constant" ? [] : columns.scale.map((unit, j) => (scale * coefficients[first + j]) / unit);
    if (basis === "linear") return { intercept: 0, slopes };
    const intercept = accurateDot(
      [shift, scale, ...slopes],
      [1, coefficients[0], ...slopes.map((_, j) => -columns.centre[j])],
    );
    return { intercept, slopes };
  };

  return { toUnits, fromUnits };
}

const difference = (a: Natural, b: Natural): Natural => ({
  intercept: a.intercept - b.intercept,
  slopes: a.slopes.map((c, j) => c - b.slopes[j]),
});

type Fields = Record<string, unknown>;

/** Writes the coefficients of a slot into the fields that are read off its predictor. */
function writeFields(
  part: Fields | readonly Fields[],
  { family, atom, predictor, predictorIndex }: Slot,
  { intercept, slopes }: Natural,
): void {
  for (const { name, spec, entry } of fieldsOn(family, predictorIndex)) {
    const { natural: linked } = links[spec.link];
    const value = spec.part === "intercept" ? linked(intercept) : slopes.map(linked);
    const isOwn = Array.isArray(part);
    const fields: Fields = isOwn ? part[atom] : part;
    if (predictor.shared || (isOwn && entry === undefined)) fields[name] = value;
    else if (entry === undefined) (fields[name] as unknown[])[atom] = value;
    else if (isOwn) (fields[name] as unknown[])[entry] = value;
    else {
      const entries = fields[name] as unknown[][];
      entries[atom] ??= [];
      entries[atom][entry] = value;
    }
  }
}

/** The record of a family, with its fields still empty. */
const emptyRecord = (family: Family): Fields => ({
  name: family.name,
  ...family.options,
  ...Object.fromEntries(Object.keys(family.fields).map((name) => [name, []])),
});

/** That of all experts, or one for each of them where their families differ. */
const emptyRecords = (families: readonly Expert[]): Fields | Fields[] =>
  isMixed(families) ? families.map(emptyRecord) : emptyRecord(families[0]);

/** Intercept and slopes of one predictor of one expert, read off the natural parameters. */
function naturalOf(
  part: AnyParams[Slot["part"]],
  slot: Pick<Slot, "family" | "atom" | "predictor" | "predictorIndex">,
  d: number,
): Natural {
  const { family, predictor, predictorIndex } = slot;
  const width = predictor.basis === "constant" ? 0 : widthOf(predictor, d);
  const natural = { intercept: 0, slopes: new Array<number>(width).fill(0) };
  for (const place of fieldsOn(family, predictorIndex)) {
    const { spec } = place;
    const value = entryIn(part, slot, place);
    const { coefficient: unlinked } = links[spec.link];
    if (spec.part === "intercept") natural.intercept = unlinked(value as number);
    else natural.slopes = (value as readonly number[]).map(unlinked);
  }
  return natural;
}
