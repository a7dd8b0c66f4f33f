import { among } from "./among.js";
import { clamped } from "./clamp.js";
import { along } from "./orthogonal.js";
import { roundingOf } from "./rounding.js";
import { isDefinite } from "./solve.js";
import { type SymmetricEigen, symmetricEigen } from "./symmetricEigen.js";
import { isAccepted, isHidden, predictedGain, radiusAfter, radiusAfterFailure } from "./trial.js";
import { maximiseByFactor } from "./trustFactor.js";
import { maximiseWithin } from "./trustSubproblem.js";

/** A function to maximise over a box, with exact derivatives. */
export interface BoxProblem {
  readonly size: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Parameters on which the value does not depend: they stay as they are, neither held nor free. None where absent. */
  readonly fixed?: readonly number[];
  /** The value at theta; overwrites gradient and Hessian (size x size). */
  readonly evaluate: (theta: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;
}

/** Where the search stands: the point, its derivatives, and what first and second order say of it. */
export interface BoxState {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** How far a step may go, each parameter in units of its own curvature (see `stepTrustRegion`). */
  readonly radius: number;
  /** Parameters held at a bound, because the value would grow beyond it, at a rate of more than `leastMultiplier`. */
  readonly held: readonly number[];
  readonly free: readonly number[];
  /** Largest absolute gradient entry among the free parameters. */
  readonly score: number;
  /** Spectrum of the Hessian in the free parameters. */
  readonly eigen: SymmetricEigen;
  /** `stalled`: no step improves on the point as far as rounding can tell. */
  readonly stalled: boolean;
}

/**
 * The state at a point, which is first moved into the box. Where value or Hessian is not finite it is stalled, with
 * value -Infinity, score Infinity and a spectrum of NaN, so that nothing takes it for a maximum.
 */
export function initTrustRegion(problem: BoxProblem, theta: Float64Array): BoxState {
  return stateOf(pointAt(problem, clamped(theta, problem.low, problem.high)), firstRadius);
}

/** A derivative that points out of the box by no more than this is zero, as far as rounding can tell: the bound holds nothing. */
export const leastMultiplier = 1e-8;

/** The radius of the first step, in units of the parameters' own curvature. */
const firstRadius = 0.3;

type Point = Omit<BoxState, "radius" | "eigen">;

function pointAt(problem: BoxProblem, theta: Float64Array): Point {
  const { size, low, high, fixed = [] } = problem;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const value = problem.evaluate(theta, gradient, hessian);
  const held: number[] = [];
  const free: number[] = [];
  let score = 0;
  for (let j = 0; j < size; j++) {
    if (fixed.includes(j)) continue;
    const out =
      (theta[j] <= low[j] && gradient[j] < -leastMultiplier) ||
      (theta[j] >= high[j] && gradient[j] > leastMultiplier);
    (out ? held : free).push(j);
    if (!out) score = Math.max(score, Math.abs(gradient[j]));
  }
  const common = { theta, gradient, hessian, held, free };
  return Number.isFinite(value) && Number.isFinite(score) && areFinite(hessian, free)
    ? { ...common, value, score, stalled: false }
    : { ...common, value: -Infinity, score: Infinity, stalled: true };
}

/** Whether all entries of a square matrix (row major) among some rows and columns are finite numbers. */
function areFinite(matrix: Float64Array, chosen: readonly number[]): boolean {
  const size = Math.sqrt(matrix.length);
  for (const i of chosen)
    for (let b = 0; b < chosen.length; b++) if (!Number.isFinite(matrix[i * size + chosen[b]])) return false;
  return true;
}

/** The state of a point, whose spectrum is computed when it is asked for: that of most states never is. */
function stateOf(point: Point, radius: number): BoxState {
  let eigen: SymmetricEigen | undefined;
  return {
    ...point,
    radius,
    get eigen() {
      eigen ??= Number.isFinite(point.value) ? spectrumOf(point) : unknown(point.free.length);
      return eigen;
    },
  };
}

/** The spectrum of the Hessian in the free parameters. */
export function spectrumOf({
  hessian,
  theta: { length: size },
  free,
}: Pick<BoxState, "hessian" | "theta" | "free">): SymmetricEigen {
  return symmetricEigen(among(hessian, size, free), free.length);
}

/**
 * Whether all eigenvalues of the Hessian in the free parameters are below `most`, by a factor of most I - H, which costs a
 * tenth of a spectrum.
 */
export function isConcave(
  { hessian, theta: { length: size }, free }: Pick<BoxState, "hessian" | "theta" | "free">,
  most: number,
): boolean {
  const p = free.length;
  const shifted = among(hessian, size, free, -1);
  for (let a = 0; a < p; a++) shifted[a * p + a] += most;
  return isDefinite(shifted, p);
}

const unknown = (p: number): SymmetricEigen => ({
  values: new Array<number>(p).fill(Number.NaN),
  vectors: Array.from({ length: p }, () => new Float64Array(p)),
});

/** The state of a point that cannot be improved. Not a spread copy, which would compute the spectrum. */
const stalled = ({ theta, value, gradient, hessian, held, free, score, radius }: BoxState): BoxState =>
  stateOf({ theta, value, gradient, hessian, held, free, score, stalled: true }, radius);

/**
 * One trust-region Newton step. Lengths are measured with each parameter in units of its own curvature, |H_jj|^-1/2, since the
 * steps that a tight expert and a loose gate allow differ by orders of magnitude. The quadratic model is maximised within the
 * radius, also where it curves upwards, so that a step leaves a saddle. Parameters that would leave the box are put onto its side, and the model is maximised again in the others.
 * A step is kept if the value grows in proportion to the predicted increase. Where rounding hides the predicted increase, a step
 * is kept if it lowers the score; if it does not, steps are tried without the directions that are all but flat.
 */
export function stepTrustRegion(problem: BoxProblem, state: BoxState): BoxState {
  const step = tryStep(problem, state, (theta) => pointAt(problem, theta));
  return step ? stateOf(step.reached, step.radius) : stalled(state);
}

/**
 * The end of one more step, or the point itself if there is none. The last of several steps: no derivatives are computed at its
 * end, so that a step whose gain rounding hides is not made.
 */
export function lastStep(
  problem: BoxProblem,
  state: BoxState,
  value: (theta: Float64Array) => number,
): Float64Array {
  const step = tryStep(problem, state, (theta) => {
    const reached = value(theta);
    return { theta, value: Number.isFinite(reached) ? reached : Number.NEGATIVE_INFINITY, score: Infinity };
  });
  return step ? step.reached.theta : state.theta;
}

/** The first trial that is accepted, with the radius for the next step; undefined if no trial is better than rounding. */
function tryStep<Reached extends Pick<Point, "theta" | "value" | "score">>(
  problem: BoxProblem,
  state: BoxState,
  evaluateAt: (theta: Float64Array) => Reached,
): { readonly reached: Reached; readonly radius: number } | undefined {
  const { theta, value, gradient, hessian } = state;
  const scaled = scaledOf(state, state.free);
  let directions: (scaled: Scaled) => Scaled = all;
  let { radius } = state;
  for (let attempt = 0; attempt < 40; attempt++) {
    const { step, length } = stepWithin(problem, state, scaled, directions, radius);
    if (length === 0) return undefined;
    const reached = evaluateAt(clamped(along(theta, step, 1), problem.low, problem.high));
    const trial = {
      gain: reached.value - value,
      predicted: predictedGain(gradient, hessian, step),
      rounding: roundingOf(value),
    };
    if (isAccepted(trial, () => reached.score < state.score))
      return { reached, radius: radiusAfter(trial, radius, length, growth) };
    if (isHidden(trial)) {
      // The directions that are all but flat may have taken up the whole radius, so that the others had no part in the step.
      if (directions === curved || !scaled.spectrum.values.some(isFlat)) return undefined;
      directions = curved;
      radius = state.radius;
    } else radius = radiusAfterFailure(radius, length);
  }
  return undefined;
}

/** Growth of the radius. With 2 more trials fail, and climbs take some five per cent more passes. */
const growth = 1.5;

/** All directions of a spectrum, and those that are not all but flat in units of the parameters' own curvature. */
const all = (scaled: Scaled) => scaled;
const isFlat = (value: number) => Math.abs(value) <= 1e-6;
function curved({ units, spectrum: { values, vectors } }: Scaled): Scaled {
  const kept = (_: unknown, i: number) => !isFlat(values[i]);
  return { units, spectrum: { values: values.filter(kept), vectors: vectors.filter(kept) } };
}

/**
 * The Hessian among some parameters in units of their own curvature: the units, the matrix in them (row major; absent where only some
 * directions are meant), and its spectrum, which is computed when it is asked for.
 */
interface Scaled {
  readonly units: Float64Array;
  readonly matrix?: Float64Array;
  readonly spectrum: SymmetricEigen;
}

function scaledOf({ hessian, theta: { length: size } }: Point, open: readonly number[]): Scaled {
  const p = open.length;
  const units = Float64Array.from(open, (j) => 1 / Math.sqrt(ownCurvature(hessian, size, j)));
  const inner = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) inner[a * p + b] = units[a] * units[b] * hessian[open[a] * size + open[b]];
  let spectrum: SymmetricEigen | undefined;
  return {
    units,
    matrix: inner,
    get spectrum() {
      spectrum ??= symmetricEigen(inner, p);
      return spectrum;
    },
  };
}

/**
 * The curvature |H_jj| of parameter j, of which its unit is the power -1/2, but no less than n. H (row major) is the Hessian of a
 * mean (n = 1) or of a sum over n observations. So a unit is at most 1 for the mean. Otherwise a parameter of which the data say
 * little, like a temperature that only stretches the gate, would move without limit.
 */
export const ownCurvature = (hessian: Float64Array, size: number, j: number, n = 1): number =>
  Math.max(Math.abs(hessian[j * size + j]), n);

/**
 * The step that maximises the quadratic model within the radius and the box, and its length. Parameters that would leave the box
 * are put onto its side, and the model is maximised again in the others.
 */
function stepWithin(
  { size, low, high }: BoxProblem,
  state: BoxState,
  scaled: Scaled,
  directions: (scaled: Scaled) => Scaled,
  radius: number,
): { step: Float64Array; length: number } {
  const { theta, gradient, hessian } = state;
  const step = new Float64Array(size);
  let squares = 0;
  const move = (j: number, by: number, unit: number) => {
    step[j] = by;
    squares += (by / unit) ** 2;
  };
  let open = state.free;
  let now = directions(scaled);
  while (open.length > 0) {
    const { units, matrix } = now;
    const slope = open.map((i, a) => {
      let sum = gradient[i];
      for (let j = 0; j < size; j++) sum += hessian[i * size + j] * step[j];
      return sum * units[a];
    });
    const best = matrix && maximiseByFactor(slope, matrix, radius);
    const inner = (best ?? maximiseWithin(slope, now.spectrum, radius)).map((s, a) => s * units[a]);
    const inside = open.map((j, a) => theta[j] + inner[a] >= low[j] && theta[j] + inner[a] <= high[j]);
    const fits = inside.every(Boolean);
    for (const [a, j] of open.entries()) {
      if (fits) move(j, inner[a], units[a]);
      else if (!inside[a]) move(j, (inner[a] > 0 ? high[j] : low[j]) - theta[j], units[a]);
    }
    open = fits ? [] : open.filter((_, a) => inside[a]);
    if (open.length > 0) now = directions(scaledOf(state, open));
  }
  return { step, length: Math.sqrt(squares) };
}
