import { MoestatError } from "../error.js";
import type { Covariance, NaturalParameter } from "../fit/index.js";
import { type NewtonState, newtonAscent } from "../fit/newton/ascent.js";
import { run } from "../fit/problem/ascent.js";
import { sameHeight, scoreTolerance } from "../fit/problem/tolerances.js";
import type { AnyModel } from "../model/model.js";
import { among } from "../numeric/among.js";
import { solvePositive } from "../numeric/solve.js";
import { isPositive } from "../params/links.js";
import type { Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { type Held, heldOf } from "./held.js";
import { criticalValue, usualLevel } from "./level.js";
import { type FittedPoint, pointOf } from "./point.js";

/** A point of a profile: the highest log-likelihood near the estimate that the parameter leaves the others. */
export interface ProfilePoint {
  /** The value at which the parameter is held. */
  readonly value: number;
  /** Twice the log-likelihood of the fit less that of the point. */
  readonly deviance: number;
  readonly logLik: number;
  /** Whether the score of the other parameters vanishes there. */
  readonly isMaximum: boolean;
}

/**
 * Why an interval ends. `level`: the deviance reaches the quantile. `bound`: the parameter set ends before, so that the interval is open.
 * `higher`: there is a maximum higher than the fit, which then is not that of the likelihood (or was preferred to it by `choice`).
 * `lost`: no maximum of the others was found farther out.
 */
export type ProfileEnd = "level" | "bound" | "higher" | "lost";

/** A profile-likelihood interval. */
export interface Profile {
  readonly parameter: string;
  readonly estimate: number;
  readonly level: number;
  readonly low: number;
  readonly high: number;
  /** What ends the interval on either side: only `level` is an end of the interval asked for. */
  readonly ends: { readonly low: ProfileEnd; readonly high: ProfileEnd };
  /** All points that were computed, by increasing value. */
  readonly curve: readonly ProfilePoint[];
}

/** Of which parameter, by its name in `Covariance`, and the level of the interval, 0.95 if not given. */
export interface ProfileOptions {
  readonly parameter: string;
  readonly level?: number;
}

/**
 * The profile-likelihood interval of one natural parameter: all values at which twice the log-likelihood lost, 2 (l - max l given the value), is
 * at most the quantile of a chi-square variable with one degree of freedom. All others are maximised by Newton's method from the neighbouring value,
 * so that the profile is that of the fit's own maximum; another, far from it, is not looked for. Values go outwards in steps of equal signed roots
 * of the deviance, and end by Newton's method on that root, whose slope is known (the envelope theorem).
 *
 * Defined for every parameter that is estimated (`standing`: `estimated`, `bound` or `flat`) of a gate that gives all experts a weight: intercepts,
 * slopes, variances, temperatures. The quantile supposes a regular model: where two experts are alike, it is only a convention.
 * Throws on other parameters, listing these, and where a gate selects, since its likelihood jumps.
 *
 * @example
 * ```ts
 * import { fit, modelOf, profile, sample, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const model = modelOf(truth);
 * const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const result = fit(model, data);
 * const { low, high, ends } = profile(model, data, result, { parameter: "experts.b[0]" });
 * ```
 */
export function profile(
  model: AnyModel,
  sample: Sample,
  fit: FittedPoint & { readonly covariance: Covariance },
  options: ProfileOptions,
): Profile {
  checkNames("profile", options, ["parameter", "level"]);
  const { parameter: name, level = usualLevel } = options;
  const q = criticalValue(level);
  const { parameter, standardError } = chosen(model, fit.covariance, name);
  const { problem, state } = pointOf(model, sample, fit);
  const held = heldOf(problem, state.theta, parameter);
  const estimate = climbed(held, held.fromTheta(state.theta), state.value);
  const error = standardError ?? unknownError * Math.abs(held.rate);
  const width = error / Math.abs(held.rate);
  const lower = walk(held, estimate, q, width, held.rate > 0 ? -1 : 1);
  const upper = walk(held, estimate, q, width, held.rate > 0 ? 1 : -1);
  const points = [...lower.points, estimate, ...upper.points];
  return {
    parameter: name,
    estimate: parameter.estimate,
    level,
    low: lower.value,
    high: upper.value,
    ends: { low: lower.end, high: upper.end },
    curve: points
      .map(({ value, deviance, state, isMaximum }) => ({
        value,
        deviance,
        logLik: problem.logLikOf(state.value),
        isMaximum,
      }))
      .sort((p, r) => p.value - r.value),
  };
}

/** The first step, in standardised units, where no standard error tells it; steps double. */
const unknownError = 0.1;

/** A parameter that has a profile, and its standard error before the link. */
function chosen(
  { selected }: AnyModel,
  { parameters, matrix }: Covariance,
  name: string,
): { readonly parameter: NaturalParameter; readonly standardError: number | undefined } {
  if (selected !== undefined)
    throw new MoestatError(
      `no profile of ${name}; the likelihood jumps where the selection changes, experts selected: ${selected}`,
    );
  const known = parameters.filter(({ standing }) => standing !== "given" && standing !== "unidentified");
  const parameter = known.find((one) => one.name === name);
  if (parameter === undefined)
    throw new MoestatError(`unknown parameter "${name}"; known: ${known.map((one) => one.name).join(", ")}`);
  const at = parameters.indexOf(parameter);
  const { [at]: variance } = matrix[at];
  if (variance === null) return { parameter, standardError: undefined };
  const standardError = Math.sqrt(variance);
  return {
    parameter,
    standardError: isPositive(parameter.link) ? standardError / parameter.estimate : standardError,
  };
}

/** Where the other parameters are maximal for one value of the parameter. */
interface Spot {
  readonly u: Float64Array;
  readonly state: NewtonState;
  readonly value: number;
  readonly deviance: number;
  /** The root of the deviance. */
  readonly root: number;
  readonly isMaximum: boolean;
}

/** Most steps of a climb and of a walk: a climb from next door takes three to six, and doubled steps cross the parameter set in some twenty. */
const most = { climb: 100, walk: 80 } as const;

function climbed(held: Held, from: Float64Array, best: number): Spot {
  const { problem } = held;
  const state = run(newtonAscent(problem), from, most.climb);
  const deviance = 2 * problem.n * (best - state.value);
  return {
    u: state.theta,
    state,
    value: held.valueAt(state.theta),
    deviance,
    root: Math.sqrt(Math.max(0, deviance)),
    isMaximum: state.box.score <= scoreTolerance,
  };
}

/** An end counts as found where the root of the deviance is this near to the quantile, relative to it: the deviance then is right to 1e-8. */
const nearEnough = 1e-9;
/** In how many equal steps of the root the quantile is approached. */
const stages = 4;

/** Where a walk has ended, and the points on its way. */
interface Walk {
  readonly value: number;
  readonly end: ProfileEnd;
  readonly points: readonly Spot[];
}

/** Walks from the estimate to where the root of the deviance is q. `width`: the standard error in units of the entry held. */
function walk(held: Held, estimate: Spot, q: number, width: number, sign: 1 | -1): Walk {
  const { problem, at, range, isInside } = held;
  const limit = range[sign < 0 ? 0 : 1];
  const best = estimate.state.value;
  const points: Spot[] = [];
  let inside = estimate;
  let outside: Spot | undefined;
  let step = (width * q) / stages;
  let next = estimate.u[at] + sign * step;
  const ended = (end: ProfileEnd, { value }: Spot): Walk => ({ value, end, points });
  if (sign * (estimate.u[at] - limit) >= 0) return ended("bound", estimate);
  for (let i = 0; i < most.walk; i++) {
    if (sign * (next - limit) > 0) next = limit;
    const spot = climbed(held, predicted(held, inside, next), best);
    if (!Number.isFinite(spot.deviance) || !isInside(spot.u)) {
      // The next point is out of the set: half way there, or, once the set ends within rounding, its end.
      if (Math.abs(next - inside.u[at]) <= nearEnough * (1 + Math.abs(next))) return ended("bound", inside);
      next = 0.5 * (next + inside.u[at]);
      step = Math.abs(next - inside.u[at]);
      continue;
    }
    points.push(spot);
    if (spot.deviance < -2 * sameHeight) return ended("higher", spot);
    if (Math.abs(spot.root - q) <= nearEnough * q) return ended("level", spot);
    if (spot.root > q) outside = spot;
    else inside = spot;
    if (spot === inside && next === limit) return ended("bound", spot);
    if (outside === undefined) {
      step = Math.min(2 * step, Math.max(0.1 * step, growth(problem.n, spot, at, q, sign)));
      next = spot.u[at] + sign * step;
    } else {
      const between = Math.abs(outside.u[at] - inside.u[at]);
      if (between <= 4 * Number.EPSILON * Math.abs(next)) return ended("level", spot);
      const nearer = q - inside.root < outside.root - q ? inside : outside;
      next = nearer.u[at] + (q - nearer.root) / slopeOf(problem.n, nearer, at);
      const isBetween = sign * (next - inside.u[at]) > 0 && sign * (outside.u[at] - next) > 0;
      if (!isBetween) next = 0.5 * (inside.u[at] + outside.u[at]);
    }
  }
  return ended(outside === undefined ? "lost" : "level", inside);
}

/** The slope of the root of the deviance in the entry held: the others do not change the log-likelihood to first order. */
const slopeOf = (n: number, { state, root }: Spot, at: number): number =>
  (-n * state.box.gradient[at]) / root;

/** How far it is to the next stage, by the slope of the root; infinite where that does not grow. */
function growth(n: number, spot: Spot, at: number, q: number, sign: 1 | -1): number {
  const slope = sign * slopeOf(n, spot, at);
  const left = q - spot.root;
  // A last stage that is short is made one with that before.
  const aim = left < (1.5 * q) / stages ? left : q / stages;
  return slope > 0 ? aim / slope : Number.POSITIVE_INFINITY;
}

/** Where the maximum of the others goes to first order when the entry held moves from a spot to `next`. */
function predicted({ at, problem }: Held, { u, state: { box } }: Spot, next: number): Float64Array {
  const { size } = problem;
  const { free, hessian } = box;
  const moved = Float64Array.from(u);
  moved[at] = next;
  const p = free.length;
  if (p === 0) return moved;
  const curved = among(hessian, size, free, -1);
  const cross = Float64Array.from(free, (i) => hessian[i * size + at]);
  const tangent = solvePositive(curved, cross, p);
  free.forEach((i, a) => {
    moved[i] += tangent[a] * (next - u[at]);
  });
  return moved;
}
