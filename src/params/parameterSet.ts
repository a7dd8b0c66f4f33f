import { MoestatError } from "../error.js";
import type { Bounds, Expert, Family, Gating } from "../family.js";
import { shown } from "../numeric/shown.js";
import type { Coordinates } from "./coordinates.js";
import { fieldsOn, firstSlope, isEstimated, type Layout, predictorsOf, type Slot } from "./layout.js";
import { isPositive, links } from "./links.js";

/** The least and the greatest value, both included. */
export type Range = readonly [low: number, high: number];

/**
 * The compact parameter set over which a fit is the maximum: a range for every coefficient.
 * `standardised` (default): ranges by kind of coefficient (the names of `Bounds`), for inputs and response of mean 0 and standard
 * deviation 1. `own`: ranges by field, in the parameters' own units: `{ units: "own", ranges: { beta1: [-50, 50], sigma2:
 * [0.01, 4] } }`; the gate's are those relative to the last expert, and divided by a temperature that divides the whole score.
 * What is not given is as in `defaultBounds`.
 */
export interface ParameterSet {
  readonly units?: "standardised" | "own";
  readonly ranges: Readonly<Record<string, Range>>;
}

/**
 * The default parameter set, in units of standardised inputs and response.
 * `gate` 1e4: a gate may be a step, for a computer and for any data. It passes from 0.02 to 0.98 within 0.0008 standard
 * deviations of an input.
 * `classScore` 30: odds that change by a factor of e^30 within one standard deviation of an input. Classes that can be
 * told apart without error would take it to infinity.
 * `logMean` 30: at the mean of the inputs a mean (of counts, or relative to the response's root mean square) between 1e-13 and 1e13, that changes by a factor of e^30 at most within
 * one standard deviation of an input. An expert that meets zeros only would take it to minus infinity.
 * `logOdds` 30: odds that change by a factor of e^30 at most within one standard deviation of an input.
 * `logVariance`: a residual standard deviation between 1e-6 and 100 times the response's; a coefficient of variation between these.
 * `logFreedom`: degrees of freedom between 1/2, heavier tails than Cauchy's, and 1000, where a t law differs from a Gaussian one
 * in log density by z^4 / 4000 at z scales from its centre.
 * `logTemperature`: a temperature between 0.01 and 100.
 */
export const defaultBounds: Bounds = {
  gate: [-1e4, 1e4],
  coefficient: [-1e6, 1e6],
  logVariance: [Math.log(1e-12), Math.log(1e4)],
  classScore: [-30, 30],
  logMean: [-30, 30],
  logFreedom: [Math.log(0.5), Math.log(1000)],
  logOdds: [-30, 30],
  logTemperature: [Math.log(0.01), Math.log(100)],
};

/**
 * Whether a set bounds the intercept of a predictor that has slopes, in own units: then it is a box in theta only if the columns keep
 * their zero.
 */
export const boundsIntercepts = ({ units, ranges }: ParameterSet, { gating, families }: Families): boolean =>
  units === "own" &&
  [gating, ...families].some((family) =>
    Object.entries(family.fields).some(
      ([name, spec]) =>
        ranges[name] !== undefined &&
        spec.part === "intercept" &&
        predictorsOf(family, spec).some(({ basis }) => basis === "affine"),
    ),
  );

/** A parameter set as a box in theta, with the bounds of a closed form in the units of theta. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly bounds: Bounds;
}

/** The families that a parameter set is for. */
export interface Families {
  readonly gating: Gating;
  readonly families: readonly Expert[];
}

/** The box of a parameter set in the units of the coordinates: standardised ones, or those of `scaleUnits` where it bounds intercepts. */
export function boxOf(
  { units, ranges }: ParameterSet,
  layout: Layout,
  { entryOf }: Pick<Coordinates, "entryOf">,
): Box {
  const bounds: Bounds = units === "own" ? defaultBounds : { ...defaultBounds, ...ranges };
  const [low, high] = [0, 1].map((side) => {
    const ends = new Float64Array(layout.size);
    for (const { offset, length, predictor } of layout.slots)
      if (offset >= 0) ends.fill(bounds[predictor.bound][side], offset, offset + length);
    return ends;
  });
  if (units !== "own") return { low, high, bounds };
  for (const slot of layout.slots) {
    const { family, predictor, predictorIndex, offset, length } = slot;
    if (offset < 0) continue;
    const first = firstSlope(predictor);
    for (const { name, spec } of fieldsOn(family, predictorIndex)) {
      const { [name]: range } = ranges;
      if (range === undefined) continue;
      const linked = range.map(links[spec.link].coefficient).sort((a, b) => a - b);
      const entries =
        spec.part === "intercept"
          ? [["intercept", offset] as const]
          : Array.from({ length: length - first }, (_, j) => [j, offset + first + j] as const);
      for (const [at, entry] of entries) {
        low[entry] = entryOf(slot, linked[0], at);
        high[entry] = entryOf(slot, linked[1], at);
      }
    }
  }
  return { low, high, bounds: { ...bounds, ...logVarianceOf(layout.slots, low, high) } };
}

/** The bounds of a log variance in theta, which a closed form needs. */
function logVarianceOf(slots: readonly Slot[], low: Float64Array, high: Float64Array): Partial<Bounds> {
  const slot = slots.find(({ predictor, offset }) => predictor.bound === "logVariance" && offset >= 0);
  return slot === undefined ? {} : { logVariance: [low[slot.offset], high[slot.offset]] };
}

/** Throws on a parameter set that a model cannot have, naming the range, the rule and the value. */
export function checkParameterSet(set: ParameterSet, { gating, families }: Families): void {
  if (typeof set !== "object" || set === null || Array.isArray(set))
    throw new MoestatError(`invalid parameterSet; not an object: ${shown(set)}`);
  const { units = "standardised", ranges, ...others } = set;
  for (const name of Object.keys(others))
    throw new MoestatError(`unknown parameterSet.${name}; known: units, ranges`);
  if (units !== "standardised" && units !== "own")
    throw new MoestatError(`unknown parameterSet.units "${units}"; known: standardised, own`);
  if (typeof ranges !== "object" || ranges === null || Array.isArray(ranges))
    throw new MoestatError(`invalid parameterSet.ranges; not an object: ${shown(ranges)}`);
  const parts: readonly Family[] = [gating, ...families];
  const fields: Family["fields"] = Object.assign({}, ...parts.map((family) => family.fields));
  const known = Object.keys(units === "own" ? fields : defaultBounds);
  for (const [name, range] of Object.entries(ranges)) {
    if (!known.includes(name))
      throw new MoestatError(`unknown range "${name}" in ${units} units; known: ${known.join(", ")}`);
    const place = `parameterSet.ranges.${name}`;
    if (!Array.isArray(range) || range.length !== 2 || range.some((end) => typeof end !== "number"))
      throw new MoestatError(`invalid ${place}; not a pair of numbers: ${shown(range)}`);
    const [low, high] = range;
    if (!(low < high)) throw new MoestatError(`invalid ${place}; low must be below high: ${low}, ${high}`);
    if (!Number.isFinite(low) || !Number.isFinite(high))
      throw new MoestatError(
        `invalid ${place}; not finite, so that there may be no maximum: ${low}, ${high}`,
      );
    if (units !== "own") continue;
    const owners = parts.filter((family) => name in family.fields);
    if (owners.some(({ fields: own }) => isPositive(own[name].link)) && !(low > 0))
      throw new MoestatError(`invalid ${place}; not positive: ${low}`);
    if (!owners.some((family) => isEstimated(family, family.fields[name])))
      throw new MoestatError(`invalid ${place}; ${name} is given, not estimated: ${shown(range)}`);
  }
}
