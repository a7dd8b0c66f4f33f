import { type Ascent, type AscentState, endOf, run } from "../problem/ascent.js";
import type { Iterate, LocalMaximum } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { sameHeight, sameMaximum } from "../problem/tolerances.js";

/** How a climb may end before its maximum. Without any limit it ends at the maximum. */
export interface ClimbLimits {
  /** Earlier maxima: a climb that comes close to one merges with it. */
  readonly known?: readonly LocalMaximum[];
  /** The weighed mean log-likelihood to beat, that of the best maximum so far: a climb that is not going to come near it is pruned. */
  readonly incumbent?: number;
  /** The weighed mean log-likelihood at a point of the climb, at most its log-likelihood. */
  readonly weighed?: (state: Iterate) => number;
  /** How many nats below its maximum a climb may end; 0 if not given, so that it ends at a certified maximum. */
  readonly shortfall?: number;
  /** How readily to prune; `exact` if not given, and `rough` with a shortfall or for an ascent without a model. */
  readonly slack?: keyof typeof pruningSlack;
}

/** How a climb has ended: at a maximum of its own, in a known one, or pruned. */
export type ClimbEnd =
  | { readonly end: "finished"; readonly maximum: LocalMaximum }
  | { readonly end: "merged"; readonly into: LocalMaximum; readonly steps: number }
  | { readonly end: "pruned"; readonly at: Iterate; readonly steps: number };

/**
 * Runs an ascent from a point to its maximum, unless
 * - it comes close to a known maximum (experts within 1e-3, value within 0.01 nats), at which it would end, or ends as high as one: it
 *   merges; or
 * - the incumbent is higher by more than 8 nats plus the climb's expected gain, which is three times the increase that the ascent's
 *   model predicts or many times the gain of the last five rising steps, whichever is less (see `pruningSlack`): it is pruned; or
 * - a `shortfall` is allowed, and three times the predicted increase, or the gain of the last five rising steps, is less.
 * With a shortfall climbs merge from farther away; with one, or without a model, they are pruned more readily. Without a model
 * they merge at their ends only.
 */
export function climb<State extends AscentState>(
  problem: Problem,
  ascent: Ascent<State>,
  from: Float64Array,
  maxSteps: number,
  {
    known = [],
    incumbent = Number.NEGATIVE_INFINITY,
    shortfall = 0,
    slack: given = "exact",
    weighed,
  }: ClimbLimits = {},
): ClimbEnd {
  const { n } = problem;
  const hasModel = ascent.predictedIncrease !== undefined;
  const slack = pruningSlack[shortfall > 0 || !hasModel ? "rough" : given];
  const sameWithin = shortfall > 0 ? { nats: shortfall, experts: roughlySameExperts } : sameMaximum;
  const matchOf = (state: Iterate) =>
    known.find(({ state: other }) => isNear(problem, state, other, sameWithin));
  const values: number[] = [];
  let stopped: ClimbEnd | undefined;
  const state = run(ascent, from, maxSteps, (state) => {
    const { value, steps } = state;
    if (values.length === 0 || value > values[values.length - 1]) values.push(value);
    const gained = recentGain(values);
    const predicted = 3 * (ascent.predictedIncrease?.(state) ?? Infinity);
    const into = hasModel ? matchOf(state) : undefined;
    if (into) stopped = { end: "merged", into, steps };
    else {
      const nats = Number.isFinite(predicted) ? slack.modelled : slack.nats;
      const expected = nats / n + Math.min(predicted, slack.recentGains * gained);
      // What chance may have given is asked for late, since it costs a pass over the data.
      if (
        incumbent - value > expected ||
        (weighed && gained < late.nats / n && incumbent - weighed(state) > expected + late.nats / n)
      )
        stopped = { end: "pruned", at: state, steps };
    }
    return stopped !== undefined || (hasModel && Math.min(predicted, gained) < shortfall / n);
  });
  if (stopped) return stopped;
  const into =
    matchOf(state) ?? (shortfall > 0 ? undefined : known.find((one) => isAsHigh(problem, state, one)));
  if (into) return { end: "merged", into, steps: state.steps };
  return { end: "finished", maximum: endOf(ascent, state) };
}

/** How far experts may differ between two climbs to the same maximum that both end with a shortfall. */
const roughlySameExperts = 0.03;

/**
 * What a climb may still gain beyond its model: `recentGains` times the gain of its last five rising steps, and `nats` more, since
 * on level ridges neither that gain nor the model tells how much is to come; `modelled` more where the model has a maximum near by.
 * `exact`: on held data no climb that would have ended highest is pruned (test/fit/multistart/pruning.test.ts; bench/pruned.ts
 * counts them on more data); at 10,000 the recent gain hardly matters. `fair`: for classes, whose climbs along levels take most of a search; what is lost
 * of a start is less than what as many more starts find. `rough`: for climbs with a shortfall, for ascents without a model, and
 * from next to a maximum, where little is to be gained.
 */
const pruningSlack = {
  exact: { recentGains: 10_000, nats: 8, modelled: 2 },
  fair: { recentGains: 1000, nats: 4, modelled: 2 },
  rough: { recentGains: 10, nats: 0.5, modelled: 0.5 },
} as const;
/**
 * A climb counts as late once its last steps gained less than this. What chance may have given it changes by less than the slack from then
 * on, as the tests on held data show; this much more is allowed.
 */
const late = { nats: 1 } as const;
const recentSteps = 5;
/** The gain of the last `recentSteps` rising steps; infinite before there are that many. */
const recentGain = (values: readonly number[]) =>
  values.length > recentSteps
    ? values[values.length - 1] - values[values.length - 1 - recentSteps]
    : Number.POSITIVE_INFINITY;

/** Whether a point is a maximum up to relabelling and a small distance of each expert, and not higher than it. */
function isNear(
  problem: Problem,
  point: Iterate,
  maximum: Iterate,
  { nats, experts }: { readonly nats: number; readonly experts: number },
): boolean {
  const [least, most] = [maximum.value - nats / problem.n, maximum.value + sameMaximum.nats / problem.n];
  if (point.value < least || point.value > most) return false;
  const { kinds } = problem;
  const others = expertsOf(problem, maximum.theta);
  const taken = new Set<number>();
  for (const [i, expert] of expertsOf(problem, point.theta).entries()) {
    const match = others.findIndex(
      (other, j) =>
        !taken.has(j) &&
        kinds[j] === kinds[i] &&
        other.every((v, c) => Math.abs(v - expert[c]) <= experts * (1 + Math.abs(v))),
    );
    if (match < 0) return false;
    taken.add(match);
  }
  return true;
}

/**
 * Whether two ends are as high as each other: then they are one maximum, even where flat directions leave their coefficients far apart,
 * as with classes that separate or labels that a symmetry of the gate exchanges.
 */
const isAsHigh = ({ n }: Problem, end: Iterate, { state }: LocalMaximum): boolean =>
  Math.abs(end.value - state.value) * n <= sameHeight;

/** The coefficients of each expert's law; gates are left out, since a translation changes them. */
function expertsOf({ model, coordinates }: Problem, theta: Float64Array): number[][] {
  const coefficients: number[][] = Array.from({ length: model.k }, () => []);
  for (const { part, atom, offset, length } of coordinates.layout.slots)
    if (part === "experts") coefficients[atom].push(...theta.subarray(offset, offset + length));
  return coefficients;
}
