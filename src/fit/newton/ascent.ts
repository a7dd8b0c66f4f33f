import { isDefinite, solvePositive } from "../../numeric/solve.js";
import { type BoxState, initTrustRegion, stepTrustRegion } from "../../numeric/trustRegion.js";
import { stream } from "../../random/stream.js";
import { flatness, scoreTolerance } from "../maximum/certificate.js";
import type { Problem } from "../problem/problem.js";
import { climbSelection, hasSelection } from "../topK/ascent.js";
import type { EdgeState } from "../topK/cells.js";
import type { Place } from "../topK/lineSearch.js";

/** A maximum that a start has led to. */
export interface Summit {
  readonly state: EdgeState;
  readonly steps: number;
}

/** Why a climb ended before its summit: it ran into a known one, or was not going to reach the bar. */
export type Abandoned =
  | { readonly merged: Summit; readonly steps: number }
  | { readonly outrun: Place; readonly steps: number };

/**
 * Newton's method is driven past the certificate's tolerance, towards the rounding floor: in the last steps it
 * squares the score, so this costs a step or two, and the score then holds in the data's own units as well.
 */
const goal = 1e-3 * scoreTolerance;

/** How a climb ends before its maximum. Without any of these it goes all the way. */
export interface ClimbLimits {
  /** Earlier maxima: a climb that comes close to one is given up. */
  readonly known?: readonly Summit[];
  /** A mean log-likelihood: a climb that is not going to come near it is given up. */
  readonly bar?: number;
  /** So many nats may be missing at the end; 0, and the end is a certified maximum, if not given or the gate selects. */
  readonly missing?: number;
  /** Of the random lines where the gate selects experts. */
  readonly key?: string;
}

/**
 * Trust-region Newton from a point to the top. It is given up as soon as
 * - it is close to a known summit (experts within 1e-3, value within 0.01 nats): it would end there; or
 * - it is not going to come near the bar: the Hessian is negative definite and three times the rise that the quadratic
 *   model still promises are not enough, or many times what the last five steps have gained are not (see `hopes`).
 * Where `missing` nats do not matter it ends once three times that rise, or what the last five steps have gained, is
 * less, and closeness is meant accordingly. Where the gate selects experts the climb is `climbSelection`, which draws
 * lines at random and is given up by its pace alone.
 */
export function climb(
  problem: Problem,
  from: Float64Array,
  maxSteps: number,
  { known = [], bar = Number.NEGATIVE_INFINITY, missing = 0, key = "climb" }: ClimbLimits = {},
): Summit | Abandoned {
  const hope = missing > 0 || hasSelection(problem) ? hopes.rough : hopes.exact;
  const shortOf = (value: number) => bar - value - hope.slack / problem.n;
  if (hasSelection(problem)) {
    const walk = climbSelection(problem, from, maxSteps, stream(key));
    const heights: number[] = [];
    let turn = walk.next();
    for (; !turn.done; turn = walk.next()) {
      const place = turn.value;
      heights.push(place.value);
      if (shortOf(place.value) > hope.pace * paceOf(heights)) return { outrun: place, steps: heights.length };
    }
    const summit = turn.value;
    const merged = known.find(({ state }) => isNear(problem, summit.state, state, alike));
    return merged ? { merged, steps: summit.steps } : summit;
  }
  const near = missing > 0 ? { nats: missing, experts: 0.03 } : alike;
  let state = initTrustRegion(problem, from);
  const heights = [state.value];
  let steps = 0;
  while (steps < maxSteps && !state.stalled && !atTop(state)) {
    const merged = known.find((summit) => isNear(problem, state, summit.state, near));
    if (merged) return { merged, steps };
    const rise = 3 * promisedRise(state);
    const pace = paceOf(heights);
    if (shortOf(state.value) > Math.min(rise, hope.pace * pace)) return { outrun: state, steps };
    if (Math.min(rise, pace) < missing / problem.n) break;
    state = stepTrustRegion(problem, state);
    heights.push(state.value);
    steps++;
  }
  const merged = known.find((summit) => isNear(problem, state, summit.state, near));
  return merged ? { merged, steps } : { state, steps };
}

/** How near two summits are that are one. */
const alike = { nats: 0.01, experts: 1e-3 };

/**
 * What a climb is still trusted to gain: so many times what its last steps have gained, and so many nats more, since along
 * level ridges neither these nor the quadratic model says how much is to come. `exact`: on held data none that would
 * have ended highest is given up (test/fit/givingUp.test.ts; bench/givenUp.ts counts them on more); the pace hardly
 * matters then. `rough`: where nats may be missing at the end, and over selections, where climbs cost more.
 */
const hopes = {
  exact: { pace: 10_000, slack: 8 },
  rough: { pace: 10, slack: 0.5 },
} as const;
const paceSteps = 5;
/** What the last `paceSteps` steps have gained; infinite before there are so many. */
const paceOf = (heights: readonly number[]) =>
  heights.length > paceSteps
    ? heights[heights.length - 1] - heights[heights.length - 1 - paceSteps]
    : Number.POSITIVE_INFINITY;

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

/** Whether a point is the same as a summit up to relabelling and a small distance, atom for atom, and not higher. */
function isNear(
  problem: Problem,
  a: BoxState,
  b: BoxState,
  { nats, experts }: { readonly nats: number; readonly experts: number },
): boolean {
  if (a.value > b.value + alike.nats / problem.n || a.value < b.value - nats / problem.n) return false;
  const left = atomsOf(problem, a.theta);
  const right = atomsOf(problem, b.theta);
  const taken = new Set<number>();
  for (const atom of left) {
    const match = right.findIndex(
      (other, j) =>
        !taken.has(j) && other.every((v, c) => Math.abs(v - atom[c]) <= experts * (1 + Math.abs(v))),
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
