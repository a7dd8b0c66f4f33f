import { isDefinite, solvePositive } from "../../numeric/solve.js";
import { type BoxState, initTrustRegion, stepTrustRegion } from "../../numeric/trustRegion.js";
import { stream } from "../../random/stream.js";
import { flatEigenvalue, scoreTolerance } from "../maximum/certificate.js";
import type { Problem } from "../problem/problem.js";
import { climbSelection, isTopK } from "../topK/ascent.js";
import type { TiedState } from "../topK/cells.js";
import type { Iterate } from "../topK/lineSearch.js";

/** A maximum that a start has led to. */
export interface LocalMaximum {
  readonly state: TiedState;
  readonly steps: number;
}

/** Why a climb ended before its maximum: it ran into a known one, or was not going to reach the cutoff. */
export type Stopped =
  | { readonly merged: LocalMaximum; readonly steps: number }
  | { readonly pruned: Iterate; readonly steps: number };

/**
 * Newton's method is driven past the certificate's tolerance, towards the rounding floor: in the last steps it
 * squares the score, so this costs a step or two, and the score then holds in the data's own units as well.
 */
const goal = 1e-3 * scoreTolerance;

/** How a climb ends before its maximum. Without any of these it goes all the way. */
export interface ClimbLimits {
  /** Earlier maxima: a climb that comes close to one is given up. */
  readonly known?: readonly LocalMaximum[];
  /** A mean log-likelihood: a climb that is not going to come near it is given up. */
  readonly cutoff?: number;
  /** So many nats may be missing at the end; 0, and the end is a certified maximum, if not given or the gate selects. */
  readonly missing?: number;
  /** Of the random lines where the gate selects experts. */
  readonly key?: string;
}

/**
 * Trust-region Newton from a point to the top. It is given up as soon as
 * - it is close to a known maximum (experts within 1e-3, value within 0.01 nats): it would end there; or
 * - it is not going to come near the cutoff: the Hessian is negative definite and three times the rise that the quadratic
 *   model still promises are not enough, or many times what the last five steps have gained are not (see `pruningSlack`).
 * Where `missing` nats do not matter it ends once three times that rise, or what the last five steps have gained, is
 * less, and closeness is meant accordingly. Where the gate selects experts the climb is `climbSelection`, which draws
 * lines at random and is given up by its recent gain alone.
 */
export function climb(
  problem: Problem,
  from: Float64Array,
  maxSteps: number,
  { known = [], cutoff = Number.NEGATIVE_INFINITY, missing = 0, key = "climb" }: ClimbLimits = {},
): LocalMaximum | Stopped {
  const slackOf = missing > 0 || isTopK(problem) ? pruningSlack.rough : pruningSlack.exact;
  const shortOf = (value: number) => cutoff - value - slackOf.slack / problem.n;
  if (isTopK(problem)) {
    const walk = climbSelection(problem, from, maxSteps, stream(key));
    const values: number[] = [];
    let turn = walk.next();
    for (; !turn.done; turn = walk.next()) {
      const place = turn.value;
      values.push(place.value);
      if (shortOf(place.value) > slackOf.recentGain * recentGainOf(values))
        return { pruned: place, steps: values.length };
    }
    const maximum = turn.value;
    const merged = known.find(({ state }) => isNear(problem, maximum.state, state, alike));
    return merged ? { merged, steps: maximum.steps } : maximum;
  }
  const near = missing > 0 ? { nats: missing, experts: 0.03 } : alike;
  let state = initTrustRegion(problem, from);
  const values = [state.value];
  let steps = 0;
  while (steps < maxSteps && !state.stalled && !atTop(state)) {
    const merged = known.find((maximum) => isNear(problem, state, maximum.state, near));
    if (merged) return { merged, steps };
    const rise = 3 * predictedIncrease(state);
    const recentGain = recentGainOf(values);
    if (shortOf(state.value) > Math.min(rise, slackOf.recentGain * recentGain))
      return { pruned: state, steps };
    if (Math.min(rise, recentGain) < missing / problem.n) break;
    state = stepTrustRegion(problem, state);
    values.push(state.value);
    steps++;
  }
  const merged = known.find((maximum) => isNear(problem, state, maximum.state, near));
  return merged ? { merged, steps } : { state, steps };
}

/** How near two maxima are that are one. */
const alike = { nats: 0.01, experts: 1e-3 };

/**
 * What a climb is still trusted to gain: so many times what its last steps have gained, and so many nats more, since along
 * level ridges neither these nor the quadratic model says how much is to come. `exact`: on held data none that would
 * have ended highest is given up (test/fit/multistart/pruning.test.ts; bench/pruned.ts counts them on more); the recent gain hardly
 * matters then. `rough`: where nats may be missing at the end, and over selections, where climbs cost more.
 */
const pruningSlack = {
  exact: { recentGain: 10_000, slack: 8 },
  rough: { recentGain: 10, slack: 0.5 },
} as const;
const recentSteps = 5;
/** What the last `recentSteps` steps have gained; infinite before there are so many. */
const recentGainOf = (values: readonly number[]) =>
  values.length > recentSteps
    ? values[values.length - 1] - values[values.length - 1 - recentSteps]
    : Number.POSITIVE_INFINITY;

const topOf = ({ eigen: { values } }: BoxState) =>
  values.length > 0 ? values[values.length - 1] : -Infinity;
const atTop = (state: BoxState) => state.score <= goal && topOf(state) <= flatEigenvalue;

/** g'(-H)^-1 g / 2 in the free parameters, infinite where the Hessian is not negative definite. */
function predictedIncrease({ value, gradient, hessian, free, theta: { length: size } }: BoxState): number {
  if (!Number.isFinite(value)) return Infinity;
  const p = free.length;
  const curved = new Float64Array(p * p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) curved[a * p + b] = -hessian[free[a] * size + free[b]];
  const slope = Float64Array.from(free, (j) => gradient[j]);
  // Eigenvalues within `flatEigenvalue` of 0 are none: a factor is found if all are larger. It costs less than a spectrum.
  const lowered = curved.map((entry, at) => (at % (p + 1) === 0 ? entry - flatEigenvalue : entry));
  if (!isDefinite(lowered, p)) return Infinity;
  const step = solvePositive(curved, slope, p);
  return 0.5 * step.reduce((sum, s, a) => sum + s * slope[a], 0);
}

/** Whether a point is the same as a maximum up to relabelling and a small distance, atom for atom, and not higher. */
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
