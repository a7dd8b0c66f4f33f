import type { Expert, Family, Gating } from "../family.js";
import { accurateDot } from "../numeric/accurateDot.js";
import type { FamilyParams, Params } from "../types.js";
import { fieldsOn, firstSlope, type Layout, namesOf, type Slot, widthOf } from "./layout.js";
import { links } from "./links.js";
import { columnUnits, type Units } from "./units.js";

/**
 * Parameters as theta and back. Theta is the flat vector of all free coefficients, in the order of `Layout` and in given units. It
 * is made here and nowhere else.
 */
export interface Coordinates {
  readonly layout: Layout;
  /** What each entry of theta is called. */
  readonly names: readonly string[];
  readonly toTheta: (params: Params) => Float64Array;
  readonly toParams: (theta: Float64Array) => Params;
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
export function coordinatesOf(gating: Gating, expert: Expert, layout: Layout, units: Units): Coordinates {
  const { slots, size, experts: k, inputs: d } = layout;
  const divides = ({ part, predictor }: Slot) =>
    gating.homogeneous === true && part === "gating" && predictor.shared !== true;
  const families = { gating, experts: expert };
  const { toUnits, fromUnits } = unitsOfSlots(expert, units, d);

  const toTheta = (params: Params): Float64Array => {
    const theta = new Float64Array(size);
    for (const slot of slots) {
      if (slot.offset < 0) continue;
      const natural = (atom: number) =>
        naturalOf(params[slot.part], families[slot.part], slot.predictorIndex, atom, d);
      const absolute = natural(slot.atom);
      const relative = slot.predictor.pinned ? difference(absolute, natural(k - 1)) : absolute;
      const factor = divides(slot) ? 1 / temperatureOf(gating, params) : 1;
      theta.set(toUnits(slot, times(relative, factor)), slot.offset);
    }
    return theta;
  };

  const toParams = (theta: Float64Array): Params => {
    const parts = { gating: emptyFields(gating), experts: emptyFields(expert) };
    for (const slot of slots) {
      const { part, predictor, offset } = slot;
      // Coefficients that are not estimated are the same in all units; fromUnits would make -0 of some.
      const natural =
        offset < 0
          ? { intercept: predictor.fixed ?? 0, slopes: new Array<number>(widthOf(predictor, d)).fill(0) }
          : fromUnits(slot, theta.subarray(offset));
      const factor = divides(slot) ? temperatureAt(slots, theta) : 1;
      writeFields(parts[part], families[part], slot, times(natural, factor));
    }
    return {
      gating: { name: gating.name, ...gating.options, ...parts.gating } as FamilyParams,
      experts: { name: expert.name, ...expert.options, ...parts.experts } as FamilyParams,
    };
  };

  const entryOf: Coordinates["entryOf"] = (slot, coefficient, at) => {
    const { predictor } = slot;
    const slopes = new Array<number>(widthOf(predictor, d)).fill(0);
    if (at === "intercept") return toUnits(slot, { intercept: coefficient, slopes })[0];
    slopes[at] = coefficient;
    return toUnits(slot, { intercept: 0, slopes })[firstSlope(predictor) + at];
  };
  return { layout, names: namesOf(layout, families), toTheta, toParams, entryOf };
}

/** The temperature of a parameter record. */
const temperatureOf = ({ temperature }: Gating, { gating }: Params): number =>
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
function unitsOfSlots(expert: Expert, units: Units, d: number) {
  const expertScale = expert.predictorScale(units.response);
  const scaleOf = ({ part, predictorIndex }: Slot) =>
    part === "experts" ? expertScale[predictorIndex] : { shift: 0, scale: 1 };

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

/** Writes the coefficients of a slot into the fields that are read off its predictor. */
function writeFields(
  fields: Record<string, unknown>,
  family: Family,
  { atom, predictor, predictorIndex }: Slot,
  { intercept, slopes }: Natural,
): void {
  for (const { name, spec, entry } of fieldsOn(family, predictorIndex)) {
    const { natural: linked } = links[spec.link];
    const value = spec.part === "intercept" ? linked(intercept) : slopes.map(linked);
    if (predictor.shared) fields[name] = value;
    else if (entry === undefined) (fields[name] as unknown[])[atom] = value;
    else {
      const entries = fields[name] as unknown[][];
      entries[atom] ??= [];
      entries[atom][entry] = value;
    }
  }
}

const emptyFields = (family: Family): Record<string, unknown> =>
  Object.fromEntries(Object.keys(family.fields).map((name) => [name, []]));

/** Intercept and slopes of one predictor of one expert, read off the natural parameters. */
function naturalOf(
  params: FamilyParams,
  family: Family,
  predictor: number,
  atom: number,
  d: number,
): Natural {
  const { [predictor]: own } = family.predictors;
  const { basis, shared } = own;
  const width = basis === "constant" ? 0 : widthOf(own, d);
  const natural = { intercept: 0, slopes: new Array<number>(width).fill(0) };
  for (const { name, spec, entry } of fieldsOn(family, predictor)) {
    const whole = shared ? params[name] : (params[name] as unknown[])[atom];
    const value = entry === undefined ? whole : (whole as unknown[])[entry];
    const { coefficient: unlinked } = links[spec.link];
    if (spec.part === "intercept") natural.intercept = unlinked(value as number);
    else natural.slopes = (value as readonly number[]).map(unlinked);
  }
  return natural;
}
