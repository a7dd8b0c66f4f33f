import { MoestatError } from "../error.js";
import { checkIsSample, checkSample } from "../model/dataset.js";
import { type AnyModel, checkModel } from "../model/model.js";
import { linearDependence } from "../numeric/linearDependence.js";
import { shown } from "../numeric/shown.js";
import { checkFixed } from "../params/checkFixed.js";
import { checkCompanion, companionIn } from "../params/companion.js";
import { countOf, fixesIntercepts } from "../params/fixed.js";
import { besidePoints, checkResponses, givenBy } from "../params/givenBy.js";
import { observationsOf, observed } from "../params/observed.js";
import { boundsIntercepts, checkParameterSet } from "../params/parameterSet.js";
import { checkOffset, equivarianceOf, locatedResponse, meanAndSd } from "../params/units.js";
import type { Sample } from "../types.js";
import { checkNames, unknownName } from "../words/names.js";
import { checkPenalty } from "./checkPenalty.js";
import { type FitOptions, fitOptionNames } from "./options.js";

/** Throws unless the arguments of a fit are a model, a data set and options. */
export function checkArguments(model: unknown, sample: unknown, options: unknown): void {
  checkModel(model);
  checkIsSample(sample);
  checkNames("fit", options, fitOptionNames);
}

/** Throws on options that are unknown or out of range, naming option, rule and value. */
export function checkOptions(model: AnyModel, options: FitOptions): void {
  checkNames("fit", options, fitOptionNames);
  const { method, starts, start, parameterSet, choice, fixed, penalty, tolerance, maxSteps, onProgress } =
    options;
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw new MoestatError(`invalid onProgress; not a function: ${shown(onProgress)}`);
  if (method !== undefined && method !== "newton" && method !== "em")
    throw unknownName("method", method, ["newton", "em"]);
  for (const [name, value] of Object.entries({ starts, maxSteps }))
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new MoestatError(`invalid ${name}; not a positive integer: ${value}`);
  if (tolerance !== undefined && !(tolerance > 0))
    throw new MoestatError(`invalid tolerance; not positive: ${tolerance}`);
  if (choice !== undefined && choice !== "weighed" && choice !== "highest")
    throw unknownName("choice", choice, ["weighed", "highest"]);
  if (parameterSet !== undefined) checkParameterSet(parameterSet, model);
  if (fixed !== undefined) checkFixed(fixed, model);
  if (penalty !== undefined) checkPenalty(penalty, model);
  if (Array.isArray(start) && start.length === 0)
    throw new MoestatError("invalid start; at least one is needed: []");
}

/**
 * Throws on data from which the model cannot be estimated: values that are not finite, fewer observations
 * than free parameters, an input or response that does not vary, inputs that are linearly dependent.
 */
export function checkData(
  model: AnyModel,
  given: Sample,
  { parameterSet, fixed }: Pick<FitOptions, "parameterSet" | "fixed"> = {},
): void {
  checkSample(given);
  if (given.d !== model.inputs)
    throw new MoestatError(`invalid sample; the model has ${model.inputs} inputs: ${given.d}`);
  const sample = observed(given);
  const n = observationsOf(sample);
  const free = model.size - countOf(fixed, model.layout);
  if (n <= free)
    throw new MoestatError(`too few observations; more than the ${free} free parameters are needed: ${n}`);
  checkGiven(model, given);
  const views = viewsOf(model, sample);
  for (const view of views) checkVaries(view);
  const isConstant = (values: Float64Array) => values.every((value) => value === values[0]);
  const { families } = model;
  const equivariance = equivarianceOf(families);
  if (sample.offset !== undefined) checkOffset(families);
  const y = locatedResponse(besidePoints(families, sample), families);
  if (equivariance !== "none" && isConstant(y))
    throw new MoestatError(
      `invalid response${sample.offset === undefined || equivariance !== "shiftAndScale" ? "" : " less the offset"}; it does not vary: ${y[0]}`,
    );
  for (const view of views) checkSpread(model, sample, view);
  if (parameterSet !== undefined && boundsIntercepts(parameterSet, model))
    checkDistance(model, sample, "parameterSet; it bounds");
  if (fixesIntercepts(fixed, model)) checkDistance(model, sample, "fixed; it has");
  for (const view of views) checkIndependent(view);
}

/** What a part of a model sees of the inputs. */
interface View {
  /** Said of the inputs in errors, where the parts see different ones. */
  readonly whose: string;
  /** The numbers of its inputs, from 1, and their columns. */
  readonly numbers: readonly number[];
  readonly columns: readonly Float64Array[];
  readonly intercept: boolean;
}

/** What the parts see: one view where they see the same. */
function viewsOf({ columns, intercept }: AnyModel, { x }: Sample): View[] {
  const viewOf = (part: "gating" | "experts", whose: string): View => ({
    whose,
    numbers: columns[part].map((j) => j + 1),
    columns: columns[part].map((j) => x[j]),
    intercept: intercept[part],
  });
  const isSame =
    intercept.gating === intercept.experts &&
    [...columns.gating].sort().join() === [...columns.experts].sort().join();
  return isSame
    ? [viewOf("experts", "")]
    : [viewOf("gating", " of the gate"), viewOf("experts", " of the experts")];
}

/** Throws where an input is constant, or 0 beside no intercept. */
function checkVaries({ numbers, columns, intercept, whose }: View): void {
  columns.forEach((column, a) => {
    const value = intercept ? column[0] : 0;
    if (!column.every((other) => other === value)) return;
    const rule = intercept ? "it does not vary" : "it is 0 everywhere";
    throw new MoestatError(`invalid input ${numbers[a]}${whose}; ${rule}: ${value}`);
  });
}

/** Throws on a response that no expert can give, or that is not one of an expert that might; and on point masses without one. */
function checkGiven({ families, layout }: AnyModel, sample: Sample): void {
  const { y } = sample;
  checkCompanion(families, sample.trials);
  checkResponses(families, y, companionIn(families, sample));
  const canGive = givenBy(families);
  if (canGive === undefined) return;
  for (const [i, { name }] of families.entries())
    if (!y.some((value) => canGive(i, value)))
      throw new MoestatError(
        `invalid experts[${i}] "${name}"; no response is one that it can give, the first: ${y[0]}`,
      );
  const beside = observationsOf(besidePoints(families, sample));
  const needed = layout.slots
    .filter(({ part, offset }) => part === "experts" && offset >= 0)
    .reduce((sum, { length }) => sum + length, 0);
  if (equivarianceOf(families) !== "none" && beside <= needed)
    throw new MoestatError(
      `too few observations beside point masses; more than the experts' ${needed} free parameters are needed: ${beside}`,
    );
}

/**
 * Spreads of which squares and products are still numbers of full precision: a variance is one, and a slope is the
 * response's spread over an input's.
 */
const spreads = { least: 1e-100, most: 1e100 };

/** Throws where an input, or a response with a unit of its own, is spread too little or too widely for its unit; beside no intercept, about 0. */
function checkSpread({ families }: AnyModel, sample: Sample, { numbers, columns, intercept }: View): void {
  const all = columns.map((column, a): [string, Float64Array, boolean] => [
    `input ${numbers[a]}`,
    column,
    intercept,
  ]);
  const equivariance = equivarianceOf(families);
  if (equivariance !== "none") {
    const located = locatedResponse(besidePoints(families, sample), families);
    all.push(["response", located, equivariance === "shiftAndScale"]);
  }
  for (const [name, values, centred] of all) {
    let [least, most] = centred ? [values[0], values[0]] : [0, 0];
    for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
    const spread = most - least;
    if (spread < spreads.least || spread > spreads.most)
      throw new MoestatError(
        `invalid ${name}; its range must be between ${spreads.least} and ${spreads.most}, choose another unit: ${spread}`,
      );
  }
}

/** A set that bounds or fixes intercepts keeps the columns' zero; farther from it than this, in standard deviations, intercepts and slopes blur. */
const farthest = 500;

/** Throws where an input lies so far from zero that a range of an intercept, its value there, says nothing of the data. */
function checkDistance({ families }: AnyModel, sample: Sample, what: string): void {
  const { x, weights } = sample;
  const columns = x.map((column, j): [string, number, number] => [
    `input ${j + 1}`,
    ...meanAndSd(column, weights),
  ]);
  if (equivarianceOf(families) === "shiftAndScale") {
    const beside = besidePoints(families, sample);
    columns.push(["response", ...meanAndSd(beside.y, beside.weights)]);
  }
  for (const [name, mean, sd] of columns) {
    if (Math.abs(mean) > farthest * sd)
      throw new MoestatError(
        `invalid ${what} intercepts, the values at 0, but ${name} lies more than ${farthest} standard deviations from 0: subtract its mean, ${mean}`,
      );
  }
}

/** Throws where the inputs (and a constant, beside an intercept) are linearly dependent. */
function checkIndependent({ numbers, columns, intercept, whose }: View): void {
  const dependence = linearDependence(columns, intercept);
  if (dependence === undefined) return;
  const { involved, smallest } = dependence;
  throw new MoestatError(
    `invalid inputs ${involved.map((j) => numbers[j]).join(", ")}${whose}; linearly dependent, smallest eigenvalue: ${smallest}`,
  );
}
