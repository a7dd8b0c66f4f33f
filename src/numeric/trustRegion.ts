import { type SymmetricEigen, symmetricEigen } from "./symmetricEigen.js";

/** A function to maximise over a box, with exact derivatives. */
export interface BoxProblem {
  readonly size: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The value at theta; overwrites gradient and Hessian (size x size). */
  readonly evaluate: (theta: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;
}

/** Where the search stands: the point, its derivatives, and what first and second order say of it. */
export interface BoxState {
  readonly theta: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly radius: number;
  /** Parameters held at a bound, because the value would grow beyond it. */
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
export function initTrustRegion(problem: BoxProblem, theta: Float64Array, radius = 1): BoxState {
  const start = clipped(problem, theta);
  return stateAt(problem, start, radius);
}

function stateAt(problem: BoxProblem, theta: Float64Array, radius: number): BoxState {
  const { size, low, high } = problem;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const value = problem.evaluate(theta, gradient, hessian);
  const held: number[] = [];
  const free: number[] = [];
  let score = 0;
  for (let j = 0; j < size; j++) {
    const out = (theta[j] <= low[j] && gradient[j] < 0) || (theta[j] >= high[j] && gradient[j] > 0);
    (out ? held : free).push(j);
    if (!out) score = Math.max(score, Math.abs(gradient[j]));
  }
  const p = free.length;
  const inner = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) inner[a * p + b] = hessian[free[a] * size + free[b]];
  const common = { theta, gradient, hessian, radius, held, free };
  if (!Number.isFinite(value) || !Number.isFinite(score) || !inner.every(Number.isFinite)) {
    const eigen = {
      values: new Array<number>(p).fill(Number.NaN),
      vectors: free.map(() => new Float64Array(p)),
    };
    return { ...common, value: -Infinity, score: Infinity, eigen, stalled: true };
  }
  return { ...common, value, score, eigen: symmetricEigen(inner, p), stalled: false };
}

/**
 * One trust-region Newton step: the quadratic model is maximised exactly within the radius through the
 * spectrum of the Hessian, so that negative curvature is left along its steepest direction; the step is cut
 * back into the box; it is kept if the value grows in proportion to the model's promise. Where the promise is
 * below what rounding lets the value show, a step is kept if it lowers the score.
 */
export function stepTrustRegion(problem: BoxProblem, state: BoxState): BoxState {
  const { theta, value, gradient, hessian, free, eigen } = state;
  const { size } = problem;
  let { radius } = state;
  const slope = free.map((j) => gradient[j]);
  for (let attempt = 0; attempt < 40; attempt++) {
    const inner = maximiseWithin(slope, eigen, radius);
    const trial = Float64Array.from(theta);
    free.forEach((j, a) => {
      trial[j] += inner[a];
    });
    const next = clipped(problem, trial);
    const step = next.map((t, j) => t - theta[j]);
    const length = Math.hypot(...step);
    if (length === 0) return ontoBounds(problem, state);
    let promise = 0;
    for (let i = 0; i < size; i++) {
      if (step[i] === 0) continue;
      let curved = 0;
      for (let j = 0; j < size; j++) curved += hessian[i * size + j] * step[j];
      promise += step[i] * (gradient[i] + 0.5 * curved);
    }
    const reached = stateAt(problem, next, radius);
    const gain = reached.value - value;
    const blurred = Math.abs(promise) <= resolution * (1 + Math.abs(value));
    const better = blurred
      ? gain >= -resolution * (1 + Math.abs(value)) && reached.score < state.score
      : gain >= 0.1 * promise && gain > 0;
    if (better) {
      const good = blurred || gain >= 0.7 * promise;
      const grown = good && length > 0.8 * radius ? 2.5 * radius : radius;
      return { ...reached, radius: !blurred && gain < 0.25 * promise ? 0.5 * radius : grown };
    }
    if (blurred) return ontoBounds(problem, state);
    radius = 0.25 * Math.min(radius, length);
  }
  return ontoBounds(problem, state);
}

/**
 * What is left to try where no step improves: free parameters just short of a bound that the gradient pushes them
 * towards are moved onto it, and the others to where the quadratic model then has its maximum. A step that is cut
 * back at the bound leaves the others behind, and may creep along a ridge without ever getting there.
 */
function ontoBounds(problem: BoxProblem, state: BoxState): BoxState {
  const { theta, value, gradient, hessian, free } = state;
  const { size, low, high } = problem;
  const end = Float64Array.from(theta);
  for (const j of free) {
    const bound = gradient[j] > 0 ? high[j] : low[j];
    if (theta[j] !== bound && Math.abs(theta[j] - bound) <= 1e-3 * (1 + Math.abs(bound))) end[j] = bound;
  }
  const rest = free.filter((j) => end[j] === theta[j]);
  if (rest.length === free.length) return { ...state, stalled: true };
  const slope = rest.map((i) =>
    end.reduce((sum, to, j) => sum + hessian[i * size + j] * (to - theta[j]), gradient[i]),
  );
  const inner = Float64Array.from(rest.flatMap((i) => rest.map((j) => hessian[i * size + j])));
  const step = maximiseWithin(slope, symmetricEigen(inner, rest.length), 0.1);
  rest.forEach((j, a) => {
    end[j] += step[a];
  });
  const reached = stateAt(problem, clipped(problem, end), 0.1);
  const kept =
    reached.value - value >= -resolution * (1 + Math.abs(value)) && reached.held.length > state.held.length;
  return kept ? reached : { ...state, stalled: true };
}

/** Relative changes of a mean log-likelihood below this are rounding. */
const resolution = 1e-13;

function clipped({ low, high }: BoxProblem, theta: Float64Array): Float64Array {
  return theta.map((value, j) => Math.min(high[j], Math.max(low[j], value)));
}

/**
 * The maximiser of g's + s'Hs/2 subject to |s| <= radius, H given by its spectrum: s = (mu I - H)^-1 g with
 * the smallest mu >= max(0, largest eigenvalue) for which it fits. In the hard case (g has no part along the
 * top eigenvector) that eigenvector fills the step up to the radius.
 */
export function maximiseWithin(
  g: readonly number[],
  { values, vectors }: SymmetricEigen,
  radius: number,
): Float64Array {
  const p = g.length;
  const along = vectors.map((v) => v.reduce((sum, vj, j) => sum + vj * g[j], 0));
  const top = p > 0 ? values[p - 1] : 0;
  const largest = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const tiny = 1e-14 * largest + Number.MIN_VALUE;
  const stepFor = (mu: number) => along.map((c, i) => (c === 0 ? 0 : c / Math.max(mu - values[i], tiny)));
  const lengthFor = (mu: number) => Math.hypot(...stepFor(mu));
  const floor = Math.max(0, top);
  let inner: number[];
  if (top < -tiny && lengthFor(0) <= radius) {
    inner = stepFor(0);
  } else {
    // |s(mu)| falls in mu: bracket, then bisect; p is small, so this costs nothing beside a pass over data.
    let low = floor;
    let high = floor + Math.hypot(...along) / radius + tiny;
    for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
      const middle = 0.5 * (low + high);
      if (lengthFor(middle) > radius) low = middle;
      else high = middle;
    }
    inner = stepFor(high);
    const short = radius ** 2 - inner.reduce((sum, c) => sum + c * c, 0);
    const flat = top <= tiny && top >= -tiny;
    if (high - floor <= 1e-9 * (1 + largest) && short > 0 && !flat) {
      inner[p - 1] += Math.sign(along[p - 1] || 1) * Math.sqrt(short);
    }
  }
  const s = new Float64Array(p);
  vectors.forEach((v, i) => {
    for (let j = 0; j < p; j++) s[j] += inner[i] * v[j];
  });
  return s;
}
