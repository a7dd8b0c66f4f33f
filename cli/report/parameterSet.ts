import type { Bounds } from "../../src/family.js";
import type { AnyModel } from "../../src/model/model.js";
import { defaultBounds, type ParameterSet, type Range } from "../../src/params/parameterSet.js";
import { equivarianceOf } from "../../src/params/units.js";
import { brief } from "../terminal.js";
import { type Columns, coefficientsOf } from "./coefficients.js";

/** The parameter set in words: the ranges that this model has, by kind, or by field for a set in own units. */
export function parameterSetLine(columns: Columns, model: AnyModel, { units, ranges }: ParameterSet): string {
  if (units !== "own") {
    const bounds: Bounds = { ...defaultBounds, ...ranges };
    const parts = kindsOf(model).map((kind) => words[kind](bounds[kind], model));
    const equivariance = equivarianceOf(model.families);
    const standard = equivariance === "shiftAndScale" ? "inputs and response" : "inputs";
    const scaled = equivariance === "scale" ? ", the response of root mean square 1" : "";
    return `parameter set, in standardised units (${standard} of mean 0 and standard deviation 1${scaled}): ${parts.join("; ")}`;
  }
  const parts = Object.entries(ranges).map(
    ([field, range]) => `${fieldIn(columns, model, field)} ${rangeIn(range)}`,
  );
  const rest = "all else as by default";
  return `parameter set, in the parameters' own units: ${[...parts, rest].join("; ")}`;
}

/** The kinds of coefficients that are estimated. The temperature of a gate that it divides is not: no density depends on it. */
const kindsOf = ({ layout, gating }: AnyModel): (keyof Bounds)[] => [
  ...new Set(
    layout.slots
      .filter(({ offset, predictor }) => offset >= 0 && !(gating.homogeneous && predictor.shared))
      .map(({ predictor }) => predictor.bound),
  ),
];

const words: Readonly<Record<keyof Bounds, (range: Range, model: AnyModel) => string>> = {
  gate: (range, { gating }) =>
    `gate coefficients${gating.homogeneous ? " over the temperature" : ""} ${rangeIn(range)}`,
  coefficient: (range) => `coefficients of the experts ${rangeIn(range)}`,
  logVariance: ([low, high], { families }) =>
    `${equivarianceOf(families) === "scale" ? "coefficients of variation" : "residual scales"} ${rangeIn([Math.exp(low / 2), Math.exp(high / 2)])}`,
  classScore: (range) => `coefficients of class scores ${rangeIn(range)}`,
  logMean: (range) => `coefficients of log means ${rangeIn(range)}`,
  logFreedom: ([low, high]) => `degrees of freedom ${rangeIn([Math.exp(low), Math.exp(high)])}`,
  logOdds: (range) => `coefficients of log odds ${rangeIn(range)}`,
  logTemperature: ([low, high]) => `temperature ${rangeIn([Math.exp(low), Math.exp(high)])}`,
};

/** `gate slopes beta1`, `variance sigma2`. */
function fieldIn(columns: Columns, model: AnyModel, field: string): string {
  const one = coefficientsOf(model, columns).find(({ symbol }) => symbol === field);
  if (one === undefined) return field;
  const { predictor, term } = one;
  const kind = term === "" ? "" : term === "(Intercept)" ? " intercepts" : " slopes";
  return `${predictor.replace(/^score .*/, "class score")}${kind} (${field})`;
}

/** `within +-100`, `from 0.01 to 4`. */
const rangeIn = ([low, high]: Range): string =>
  low === -high ? `within ±${plain(high)}` : `from ${plain(low)} to ${plain(high)}`;

function plain(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const shown = Number(brief(value, 6));
  return Math.abs(shown) < 1e-4 ? shown.toExponential() : `${shown}`;
}
