import type { AnyFit } from "../../src/fit/index.js";
import { type Direction, informationDirections } from "../../src/inference/directions.js";
import { profile } from "../../src/inference/profile.js";
import type { Model } from "../../src/model/model.js";
import { modelOf } from "../../src/registry.js";
import type { Params, Sample } from "../../src/types.js";
import { hasTemperature, type State } from "../state/state.js";
import { dataOf } from "./data.js";
import { kinds } from "./families.js";
import { gridOf } from "./scenes/experts.js";
import { atomsOf, fittedModel } from "./truth.js";

/** A point on the way along a direction. */
export interface Step {
  readonly params: Params;
  /** The nats lost against the fit. */
  readonly lost: number;
}

/** A direction in which the parameters may move while the likelihood hardly notices. */
export interface SlowDirection {
  /** The information of one observation along it. */
  readonly information: number;
  /** Its largest entries by the names of their coordinates, the largest first. */
  readonly entries: readonly (readonly [name: string, value: number])[];
  /** From one end to the other, the fit in the middle. */
  readonly steps: readonly Step[];
  /** How far the lines move from the fit to an end: the root of the mean square over the inputs, by gate weights. */
  readonly movement: number;
  /** What a step as long as that from the fit to an end costs along the direction of the most information. */
  readonly lostAlongMost: number;
}

/** The directions of least information. */
export interface SlowDirections {
  /** The least information first. */
  readonly directions: readonly SlowDirection[];
  /** Which of them moves the lines most; a flat direction of a gate like a step moves none. */
  readonly widest: number;
  /** The information of one observation along the direction of the most. */
  readonly most: number;
}

/** The profile of the temperature: values and the deviance there. */
export interface TemperatureProfile {
  readonly estimate: number;
  readonly points: readonly { readonly value: number; readonly deviance: number }[];
  /** The 95 % interval; null where the data do not end it. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether no density depends on the temperature. */
  readonly isFlat: boolean;
}

/** What is asked after a fit. */
export interface AnalysisTask {
  readonly state: State;
  readonly fit: AnyFit;
}

/** What is answered; what is not defined for the fit is null. */
export interface Analysis {
  readonly slow: SlowDirections | null;
  readonly temperature: TemperatureProfile | null;
}

/** The slow directions at a fit, and the profile of its temperature where the gate has one. */
export function analyse({ state, fit }: AnalysisTask): Analysis {
  const model = fittedModel(state);
  const data = dataOf(state);
  return {
    slow: slowDirections(state, model, data, fit),
    temperature: temperatureProfile(state, model, data, fit),
  };
}

/** Steps on either side of the fit. */
const half = 20;
/** The nats that the ends may cost: half the 95 % quantile of a chi-square variable with one degree of freedom, so that no test of one parameter notices. */
const cost = 1.920729410347062;
/** A direction may be flat: no way is longer than this, in standardised units. */
const longest = 2;
/** More directions are not shown. */
const mostDirections = 6;

function slowDirections(state: State, model: Model, data: Sample, fit: AnyFit): SlowDirections | null {
  const found = informationDirections(model, data, fit);
  if (found.length === 0) return null;
  const { [found.length - 1]: most } = found;
  const lostAt = (params: Params) => fit.logLik - model.logLik(params, data);
  const directions = found.slice(0, mostDirections).map((direction): SlowDirection => {
    const length = lengthOf(direction, data.n, lostAt);
    const steps = Array.from({ length: 2 * half + 1 }, (_, i) => {
      const params = direction.at((length * (i - half)) / half);
      return { params, lost: i === half ? 0 : lostAt(params) };
    });
    const ends = [steps[0], steps[2 * half]].map(({ params }) => movement(state, steps[half].params, params));
    return {
      information: direction.eigenvalue,
      entries: Object.entries(direction.entries)
        .sort(([, p], [, q]) => Math.abs(q) - Math.abs(p))
        .slice(0, 6),
      steps,
      movement: Math.max(...ends),
      lostAlongMost: lostAt(most.at(length)),
    };
  });
  const movements = directions.map((one) => one.movement);
  return { directions, widest: movements.indexOf(Math.max(...movements)), most: most.eigenvalue };
}

/** How long the way to either end is: as long as neither costs more than allowed. To second order that is known; where the fourth counts, it is shortened. */
function lengthOf({ eigenvalue, at }: Direction, n: number, lostAt: (params: Params) => number): number {
  let length = Math.min(longest, Math.sqrt((2 * cost) / (n * Math.max(eigenvalue, 0))));
  for (let round = 0; round < 12; round++) {
    const lost = Math.max(lostAt(at(length)), lostAt(at(-length)));
    if (lost <= 1.05 * cost) break;
    length *= Math.max(0.3, Math.sqrt(cost / lost));
  }
  return length;
}

/** How far the lines of some parameters are from those of others. */
function movement(state: State, from: Params, to: Params): number {
  const { value } = kinds[state.family];
  const [before, after] = [atomsOf(state, from), atomsOf(state, to)];
  const weights = modelOf(from).gate(from);
  const xs = gridOf(state, 41);
  const squares = xs.map((x) =>
    weights([x]).reduce((sum, weight, i) => {
      const gap = value(after[i].b + after[i].a * x) - value(before[i].b + before[i].a * x);
      return sum + weight * gap * gap;
    }, 0),
  );
  return Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / xs.length);
}

/** Temperatures over the estimate where the likelihood does not depend on it. */
const flatRatios = [0.25, 0.5, 1, 2, 4];

function temperatureProfile(
  state: State,
  model: Model,
  data: Sample,
  fit: AnyFit,
): TemperatureProfile | null {
  if (!hasTemperature(state.gate)) return null;
  const { tau } = fit.params.gating;
  const estimate = tau as number;
  if (model.gating.homogeneous) {
    const values = flatRatios.map((ratio) => ratio * estimate);
    const points = values.map((value) => ({ value, deviance: 0 }));
    return { estimate, points, low: null, high: null, isFlat: true };
  }
  const known = fit.covariance.parameters.find(({ name }) => name === "gating.tau");
  if (known === undefined || known.standing === "given" || known.standing === "unidentified") return null;
  const { curve, low, high, ends } = profile(model, data, fit, { parameter: "gating.tau" });
  return {
    estimate,
    points: curve,
    low: ends.low === "level" ? low : null,
    high: ends.high === "level" ? high : null,
    isFlat: false,
  };
}
