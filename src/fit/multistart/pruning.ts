import { type Ascent, type AscentState, run } from "../problem/ascent.js";
import type { Iterate, LocalMaximum } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";

/** How a climb may end before its maximum. Without any of these it goes all the way. */
export interface ClimbLimits {
  /** Earlier maxima: a climb that comes close to one merges with it. */
  readonly known?: readonly LocalMaximum[];
  /** A mean log-likelihood, that of the incumbent: a climb that is not going to come near it is pruned. */
  readonly incumbent?: number;
  /** So many nats may be missing at the end; 0, and the end is a certified maximum, if not given. */
  readonly missing?: number;
}

/** How a climb has ended: at a maximum of its own, in a known one, or pruned. */
export type ClimbEnd =
  | { readonly end: "finished"; readonly maximum: LocalMaximum }
  | { readonly end: "merged"; readonly into: LocalMaximum; readonly steps: number }
  | { readonly end: "pruned"; readonly at: Iterate; readonly steps: number };

/**
 * Runs an ascent from a point to its maximum, unless
 * - it comes close to a known maximum (experts within 1e-3, value within 0.01 nats), where it would end; or
 * - it is not going to come near the incumbent: neither three times the rise that the ascent's own model predicts nor many
 *   times what the last five rising steps have gained would do (see `pruningSlack`).
 * Where `missing` nats do not matter it ends once three times that rise, or what the last five steps have gained, is
 * less, and closeness is meant accordingly. An ascent without a model of what is to come merges only at its end.
 */
export function climb<State extends AscentState>(
  problem: Problem,
  ascent: Ascent<State>,
  from: Float64Array,
  maxSteps: number,
  { known = [], incumbent = Number.NEGATIVE_INFINITY, missing = 0 }: ClimbLimits = {},
): ClimbEnd {
  const { n } = problem;
  const hasModel = ascent.predictedIncrease !== undefined;
  const slack = missing > 0 || !hasModel ? pruningSlack.rough : pruningSlack.exact;
  const near = missing > 0 ? { nats: missing, experts: looselySame } : sameMaximum;
  const twin = (state: Iterate) => known.find(({ state: other }) => isNear(problem, state, other, near));
  const values: number[] = [];
  let stopped: ClimbEnd | undefined;
  const state = run(ascent, from, maxSteps, (state) => {
    const { value, steps } = state;
    if (values.length === 0 || value > values[values.length - 1]) values.push(value);
    const gained = recentGain(values);
    const rise = 3 * (ascent.predictedIncrease?.(state) ?? Infinity);
    const into = hasModel ? twin(state) : undefined;
    if (into) stopped = { end: "merged", into, steps };
    else if (incumbent - value - slack.nats / n > Math.min(rise, slack.recentGains * gained))
      stopped = { end: "pruned", at: state, steps };
    return stopped !== undefined || (hasModel && Math.min(rise, gained) < missing / n);
  });
  if (stopped) return stopped;
  const into = twin(state);
  if (into) return { end: "merged", into, steps: state.steps };
  return { end: "finished", maximum: { state: ascent.examine(state), steps: state.steps } };
}

/** Where nats may be missing, experts may differ by so much between two ends of climbs to one maximum. */
const looselySame = 0.03;

/**
 * What a climb is still trusted to gain: so many times what its last steps have gained, and so many nats more, since along
 * level ridges neither these nor the quadratic model says how much is to come. `exact`: on held data none that would
 * have ended highest is pruned (test/fit/multistart/pruning.test.ts; bench/pruned.ts counts them on more); the recent gain
 * hardly matters then. `rough`: where nats may be missing at the end, and where an ascent has no model of what is to come.
 */
const pruningSlack = {
  exact: { recentGains: 10_000, nats: 8 },
  rough: { recentGains: 10, nats: 0.5 },
} as const;
const recentSteps = 5;
/** What the last `recentSteps` rising steps have gained; infinite before there are so many. */
const recentGain = (values: readonly number[]) =>
  values.length > recentSteps
    ? values[values.length - 1] - values[values.length - 1 - recentSteps]
    : Number.POSITIVE_INFINITY;

/** Whether a point is the same as a maximum up to relabelling and a small distance, atom for atom, and not higher. */
function isNear(
  problem: Problem,
  a: Iterate,
  b: Iterate,
  { nats, experts }: { readonly nats: number; readonly experts: number },
): boolean {
  if (a.value > b.value + sameMaximum.nats / problem.n || a.value < b.value - nats / problem.n) return false;
  const left = expertsOf(problem, a.theta);
  const right = expertsOf(problem, b.theta);
  const taken = new Set<number>();
  for (const one of left) {
    const match = right.findIndex(
      (other, j) =>
        !taken.has(j) && other.every((v, c) => Math.abs(v - one[c]) <= experts * (1 + Math.abs(v))),
    );
    if (match < 0) return false;
    taken.add(match);
  }
  return true;
}

/** Each expert's own coefficients, which translation does not touch. */
function expertsOf({ model, coordinates }: Problem, theta: Float64Array): number[][] {
  const own: number[][] = Array.from({ length: model.experts }, () => []);
  for (const { part, atom, offset, length } of coordinates.layout.slots)
    if (part === "experts") own[atom].push(...theta.subarray(offset, offset + length));
  return own;
}
