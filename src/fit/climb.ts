import { isDefinite, solvePositive } from "../numeric/solve.js";
import { type BoxState, initTrustRegion, stepTrustRegion } from "../numeric/trustRegion.js";
import { stream } from "../random/stream.js";
import { flatness, scoreTolerance } from "./certificate.js";
import { climbSelection, hasSelection, lastOf } from "./climbSelection.js";
import type { EdgeState } from "./edges.js";
import type { Problem } from "./problem.js";

/** A maximum that a start has led to, or the point at which it was given up. */
export interface Summit {
  readonly state: EdgeState;
  readonly steps: number;
}

/** Why a climb ended before its summit: it ran into a known one, or could not reach as high as the best. */
export type Abandoned =
  | { readonly merged: Summit; readonly steps: number }
  | { readonly outrun: BoxState; readonly steps: number };

/**
 * Newton's method is driven past the certificate's tolerance, towards the rounding floor: in the last steps it
 * squares the score, so this costs a step or two, and the score then holds in the data's own units as well.
 */
const goal = 1e-3 * scoreTolerance;

/**
 * Trust-region Newton from theta to the top. With `known` summits the climb is given up as soon as
 * - it is close to one of them (experts within 1e-3, value within 0.01 nats): it would end there; or
 * - the Hessian is negative definite and three times the rise that the quadratic model still promises, plus half
 *   a nat, does not reach the best summit so far: it could only end lower.
 * Where the gate selects experts the climb is `climbSelection`, which draws lines at random and is not given up.
 */
export function climb(
  problem: Problem,
  theta: Float64Array,
  maxSteps: number,
  known: readonly Summit[] = [],
  best = Number.NEGATIVE_INFINITY,
  key = "climb",
): Summit | Abandoned {
  if (hasSelection(problem)) {
    const summit = lastOf(climbSelection(problem, theta, maxSteps, stream(key)));
    const merged = known.find(({ state }) => isNear(problem, summit.state, state));
    return merged ? { merged, steps: summit.steps } : summit;
  }
  let state = initTrustRegion(problem, theta);
  let steps = 0;
  while (steps < maxSteps && !state.stalled && !atTop(state)) {
    const merged = known.find((summit) => isNear(problem, state, summit.state));
    if (merged) return { merged, steps };
    const rise = promisedRise(state);
    if (state.value + 3 * rise + 0.5 / problem.n < best) return { outrun: state, steps };
    state = stepTrustRegion(problem, state);
    steps++;
  }
  const merged = known.find((summit) => isNear(problem, state, summit.state));
  return merged ? { merged, steps } : { state, steps };
}

const topOf = ({ eigen: { values } }: BoxState) =>
  values.length > 0 ? values[values.length - 1] : -Infinity;
const atTop = (state: BoxState) => state.score <= goal && topOf(state) <= flatness;

/** g'(-H)^-1 g / 2 in the free parameters, infinite where the Hessian is not negative definite. */
function promisedRise({ value, gradient, hessian, free, theta: { length: size } }: BoxState): number {
  if (!Number.isFinite(value)) return Infinity;
  const p = free.length;
  const curved = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) curved[a * p + b] = -hessian[free[a] * size + free[b]];
  const slope = Float64Array.from(free, (j) => gradient[j]);
  // Eigenvalues within `flatness` of 0 are none: a factor is found if all are larger. It costs less than a spectrum.
  const lowered = curved.map((entry, at) => (at % (p + 1) === 0 ? entry - flatness : entry));
  if (!isDefinite(lowered, p)) return Infinity;
  const step = solvePositive(curved, slope, p);
  return 0.5 * step.reduce((sum, s, a) => sum + s * slope[a], 0);
}

/** Whether two points are the same up to relabelling and a small distance, atom for atom. */
function isNear(problem: Problem, a: BoxState, b: BoxState): boolean {
  if (Math.abs(a.value - b.value) > 0.01 / problem.n) return false;
  const left = atomsOf(problem, a.theta);
  const right = atomsOf(problem, b.theta);
  const taken = new Set<number>();
  for (const atom of left) {
    const match = right.findIndex(
      (other, j) => !taken.has(j) && other.every((v, c) => Math.abs(v - atom[c]) <= 1e-3 * (1 + Math.abs(v))),
    );
    if (match < 0) return false;
    taken.add(match);
  }
  return true;
}

/** Each expert's own coefficients, which translation does not touch. */
function atomsOf({ model, coordinates }: Problem, theta: Float64Array): number[][] {
  const atoms: number[][] = Array.from({ length: model.experts }, () => []);
  for (const { part, atom, offset, length } of coordinates.layout.slots)
    if (part === "experts") atoms[atom].push(...theta.subarray(offset, offset + length));
  return atoms;
}
