import type { Bounds, Expert, Family, Gating } from "../family.js";
import type { FamilyParams, Params } from "../types.js";
import { fieldsOn, type Layout, namesOf, type Slot } from "./layout.js";
import { columnUnits, type Units } from "./units.js";

/** Converts parameters to and from theta, the coefficients in given units. The only place that does. */
export interface Coordinates {
  readonly layout: Layout;
  /** What each entry of theta is called. */
  readonly names: readonly string[];
  readonly toTheta: (params: Params) => Float64Array;
  readonly toParams: (theta: Float64Array) => Params;
  /** The box that the bounds make of the parameter set. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function coordinatesOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  units: Units,
  bounds: Bounds,
): Coordinates {
  const { slots, size, experts: k, inputs: d } = layout;
  const expertScale = expert.predictorScale(units.response);
  const families = { gating, experts: expert };
  const scaleOf = (slot: Slot) =>
    slot.part === "experts" ? expertScale[slot.predictorIndex] : { shift: 0, scale: 1 };

  // Natural (intercept, slopes) of a slot to coefficients on the standardised basis, and back.
  const inward = (slot: Slot, intercept: number, slopes: readonly number[]): number[] => {
    const { shift, scale } = scaleOf(slot);
    const columns = columnUnits(units, slot.predictor, d);
    const inner = slopes.map((c, j) => (c * columns.scale[j]) / scale);
    if (slot.predictor.basis === "linear") return inner;
    const moved = slopes.reduce((sum, c, j) => sum + c * columns.centre[j], intercept);
    return [(moved - shift) / scale, ...inner];
  };
  const outward = (slot: Slot, inner: ArrayLike<number>): [number, number[]] => {
    const { shift, scale } = scaleOf(slot);
    const columns = columnUnits(units, slot.predictor, d);
    const basis = slot.predictor.basis;
    const first = basis === "linear" ? 0 : 1;
    const slopes =
      basis === "constant"
        ? []
        : Array.from({ length: d }, (_, j) => (scale * inner[first + j]) / columns.scale[j]);
    const moved = slopes.reduce((sum, c, j) => sum - c * columns.centre[j], 0);
    return [basis === "linear" ? 0 : shift + scale * inner[0] + moved, slopes];
  };

  const toTheta = (params: Params): Float64Array => {
    const theta = new Float64Array(size);
    for (const slot of slots) {
      if (slot.offset < 0) continue;
      const natural = (atom: number) =>
        naturalOf(params[slot.part], families[slot.part], slot.predictorIndex, atom, d);
      const own = natural(slot.atom);
      if (slot.predictor.pinned) {
        const last = natural(k - 1);
        own.intercept -= last.intercept;
        own.slopes = own.slopes.map((c, j) => c - last.slopes[j]);
      }
      theta.set(inward(slot, own.intercept, own.slopes), slot.offset);
    }
    return theta;
  };

  const toParams = (theta: Float64Array): Params => {
    const parts = { gating: emptyFields(gating), experts: emptyFields(expert) };
    for (const slot of slots) {
      const { part, atom, predictor, predictorIndex, offset } = slot;
      // Coefficients that are not estimated are the same in every unit; outward would leave -0 behind.
      const [intercept, slopes] =
        offset < 0
          ? [predictor.fixed ?? 0, new Array<number>(d).fill(0)]
          : outward(slot, theta.subarray(offset));
      for (const { name, spec, entry } of fieldsOn(families[part], predictorIndex)) {
        const linked = (c: number) => (spec.link === "log" ? Math.exp(c) : c);
        const value = spec.part === "intercept" ? linked(intercept) : slopes.map(linked);
        const fields = parts[part];
        if (predictor.shared) fields[name] = value;
        else if (entry === undefined) (fields[name] as unknown[])[atom] = value;
        else {
          const entries = fields[name] as unknown[][];
          entries[atom] ??= [];
          entries[atom][entry] = value;
        }
      }
    }
    return {
      gating: { name: gating.name, ...gating.options, ...parts.gating } as FamilyParams,
      experts: { name: expert.name, ...expert.options, ...parts.experts } as FamilyParams,
    };
  };

  const low = new Float64Array(size);
  const high = new Float64Array(size);
  for (const { offset, length, predictor } of slots) {
    if (offset < 0) continue;
    low.fill(bounds[predictor.bound][0], offset, offset + length);
    high.fill(bounds[predictor.bound][1], offset, offset + length);
  }
  return { layout, names: namesOf(layout, families), toTheta, toParams, low, high };
}

const emptyFields = (family: Family): Record<string, unknown> =>
  Object.fromEntries(Object.keys(family.fields).map((name) => [name, []]));

/** Intercept and slopes of one predictor of one expert, read off the natural parameters. */
function naturalOf(params: FamilyParams, family: Family, predictor: number, atom: number, d: number) {
  const { basis, shared } = family.predictors[predictor];
  const natural = { intercept: 0, slopes: new Array<number>(basis === "constant" ? 0 : d).fill(0) };
  for (const { name, spec, entry } of fieldsOn(family, predictor)) {
    const whole = shared ? params[name] : (params[name] as unknown[])[atom];
    const value = entry === undefined ? whole : (whole as unknown[])[entry];
    const unlinked = (c: number) => (spec.link === "log" ? Math.log(c) : c);
    if (spec.part === "intercept") natural.intercept = unlinked(value as number);
    else natural.slopes = (value as readonly number[]).map(unlinked);
  }
  return natural;
}
