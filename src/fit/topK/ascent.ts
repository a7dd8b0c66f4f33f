import { moe } from "../../model/model.js";
import type { Uniform } from "../../types.js";
import { initEm, stepEm } from "../em/em.js";
import { emGradient } from "../em/emGradient.js";
import { isDegenerate } from "../maximum/certificate.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { cellAscent, type TiedState } from "./cells.js";
import { type Effort, type Iterate, lineSearchOf } from "./lineSearch.js";
import { randomDirection } from "./lines.js";

/** Whether a problem's gate leaves experts out, so that its likelihood jumps. */
export const isTopK = ({ model: { gating, experts } }: Problem): boolean =>
  gating.selection !== undefined && gating.selection.k < experts;

/** How hard to search from each of many starts, in the climb from some, and in the last one, from the highest. */
const quick: Effort = { lines: 1, tries: 2, reach: [0.5, 2.5] };
const usual: Effort = { lines: 2, tries: 3, reach: [0.5] };
const thorough = (n: number): Effort => ({
  lines: 8,
  tries: n <= 4000 ? 24 : 8,
  reach: [0.3, 1.5],
});
/** Samples up to this size are searched before the first climb. */
const searchedFirst = 20_000;
/** Rounds of search from a start, and EM steps before each; most climbs with searches between them. */
const rounds = 2;
const emSteps = 2;
const mostClimbs = 3;
/** The last search: how many climbs from near the highest place, and how far away they begin. */
const perturbations = (n: number, selected: number) =>
  selected === 1 ? Math.min(30, Math.floor(3e4 / n)) : Math.min(10, Math.floor(1e4 / n));
const perturbationLengths = [0.003, 0.3];
/** Most Newton steps of such a climb: along a curved ridge it could go on for long, and mostly in vain. */
const mostPerturbationSteps = 60;
/** EM steps with all experts selected, before the selection begins. */
const denseSteps = 8;

/**
 * From a random start to where a climb may begin. Every other start first makes some EM steps with all experts
 * selected: a smooth gate finds the regions that a selection divides. Then two rounds of `searchGates`.
 */
export function warmSelection(
  problem: Problem,
  starts: readonly Float64Array[],
  uniform: Uniform,
): Iterate[] {
  const { selection, ...gating } = problem.model.gating;
  const dense = problemOf(moe({ ...problem.model, gating }), problem.sample, problem.bounds);
  return starts.map((start, turn) => {
    const theta = turn % 2 === 0 ? emGradient(dense, start, denseSteps) : start;
    return lastOf(searchGates(problem, theta, uniform));
  });
}

/** EM steps and rounds of `lineSearchOf` in turn, as long as a round leads higher; each gain is yielded. */
function* searchGates(problem: Problem, theta: Float64Array, uniform: Uniform): Generator<Iterate, Iterate> {
  const { likelihood, n } = problem;
  const search = lineSearchOf(problem);
  let place: Iterate = { theta, value: likelihood.evaluate(theta, 0) / n };
  for (let round = 0; round < rounds; round++) {
    let em = initEm(problem, place.theta);
    for (let step = 0; step < emSteps; step++) em = stepEm(problem, em, 2);
    const next = { theta: em.theta, value: em.logLik / n };
    if (next.value > place.value) {
      place = next;
      yield place;
    }
    const found = search(place, quick, uniform);
    if (found === place) break;
    place = found;
    yield place;
  }
  return place;
}

/**
 * The climb on a likelihood with a selection: rounds of `lineSearchOf` and `cellAscent` in turn, until neither leads
 * higher. A large sample, to which one mostly comes from the maximum of a part, is climbed before it is searched. No step
 * lowers the log-likelihood; each that raises it is yielded.
 */
export function* climbSelection(
  problem: Problem,
  theta: Float64Array,
  maxSteps: number,
  uniform: Uniform,
  effort = usual,
): Generator<Iterate, Peak> {
  const search = lineSearchOf(problem);
  const start = { theta, value: problem.likelihood.evaluate(theta, 0) / problem.n };
  const climbFirst = effort === usual && problem.n > searchedFirst;
  const first = climbFirst ? start : yield* searched(start);
  const searchedInVain = !climbFirst && first === start;
  let from = first.theta;
  let steps = 0;
  for (let climb = 1; ; climb++) {
    const { state, steps: own } = yield* climbCells(problem, from, maxSteps - steps);
    steps += own;
    if (climb === mostClimbs || steps >= maxSteps) return { state, steps };
    // From where a search has just found nothing it would find nothing again.
    if (searchedInVain && climb === 1 && !isHigher(state, start)) return { state, steps };
    const place = yield* searched(state);
    if (!isHigher(place, state)) return { state, steps };
    from = place.theta;
  }

  function* searched(place: Iterate): Generator<Iterate, Iterate> {
    const found = search(place, effort, uniform);
    if (found !== place) yield found;
    return found;
  }
}

/** Steps of `cellAscent` from theta, at most so many; each that leads higher is yielded. */
function* climbCells(problem: Problem, theta: Float64Array, maxSteps: number): Generator<Iterate, Peak> {
  const cells = cellAscent(problem);
  let state = cells.init(theta);
  let steps = 0;
  while (steps < maxSteps) {
    const from = state;
    state = cells.step(from);
    // What finds no move is not counted.
    if (cells.done(state)) break;
    steps++;
    if (state.value > from.value) yield state;
  }
  return { state: cells.finish(state), steps };
}

/** Where a climb ended. */
interface Peak {
  readonly state: TiedState;
  readonly steps: number;
}

/**
 * A last search about the highest place found: a climb from it with a search that tries more, then climbs from iterates
 * near it, the gate moved at random. Over selections there are many maxima of nearly the same height side by side.
 */
export function lastClimb(problem: Problem, theta: Float64Array, maxSteps: number, uniform: Uniform): Peak {
  const { model, n, low, high } = problem;
  const climbFrom = (place: Float64Array, effort: Effort, steps = maxSteps) =>
    lastOf(climbSelection(problem, place, steps, uniform, effort));
  const spurious = isDegenerate(problem, theta);
  let best = climbFrom(theta, thorough(n));
  for (
    let perturbation = perturbations(n, model.gating.selection?.k ?? 1);
    perturbation > 0;
    perturbation--
  ) {
    const only = Math.floor(uniform() * (model.experts + 1));
    const line = randomDirection(problem, uniform, only === model.experts ? undefined : only);
    const gate = Math.hypot(...best.state.theta.subarray(0, problem.likelihood.gateSize));
    const [short, long] = perturbationLengths;
    const length = (gate * short * (long / short) ** uniform()) / Math.hypot(...line);
    const moved = best.state.theta.map((value, j) =>
      Math.min(high[j], Math.max(low[j], value + length * line[j])),
    );
    const next = climbFrom(moved, quick, Math.min(maxSteps, mostPerturbationSteps));
    const chooseMaximum = spurious || !isDegenerate(problem, next.state.theta);
    if (chooseMaximum && isHigher(next.state, best.state))
      best = { state: next.state, steps: best.steps + next.steps };
  }
  return best;
}

const isHigher = (a: Iterate, b: Iterate) => a.value > b.value + worthwhile * (1 + Math.abs(b.value));

/** Relative gains of the mean log-likelihood below this are not worth another climb. */
const worthwhile = 1e-10;

/** What a generator returns in the end. */
export function lastOf<R>(steps: Generator<unknown, R>): R {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
