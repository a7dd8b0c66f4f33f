import { moe } from "../../model/model.js";
import { initTrustRegion } from "../../numeric/trustRegion.js";
import { stream } from "../../random/stream.js";
import type { Sample } from "../../types.js";
import { runEm } from "../em/em.js";
import { emGradient } from "../em/emGradient.js";
import { certify, isDegenerate } from "../maximum/certificate.js";
import { type Candidate, preference } from "../maximum/choose.js";
import { climb, type LocalMaximum } from "../newton/ascent.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { insertedStart, randomStart, type SmallerFit } from "../starts/random.js";
import { isTopK, lastClimb, warmSelection } from "../topK/ascent.js";
import type { Iterate } from "../topK/lineSearch.js";

/** A maximum, and the steps of the further starts that ran into it. */
export interface Ascent {
  readonly maximum: LocalMaximum;
  readonly merged: readonly number[];
}
export interface Ascents {
  readonly ascents: readonly Ascent[];
  /** Climbs given up on the way. */
  readonly pruned: readonly { readonly state: Iterate; readonly steps: number }[];
}

export interface MultistartOptions {
  readonly seed: string | number;
  /** So many random starts, and as many inserted ones; as the landscape asks if undefined (see `roundsFor`). */
  readonly starts: number | undefined;
  readonly maxSteps: number;
  /** Own starting points in place of random ones. */
  readonly thetas: readonly Float64Array[] | undefined;
}
export interface EmOptions extends MultistartOptions {
  readonly starts: number;
  readonly tolerance: number;
}

/** EM steps from a start before Newton's method takes over, on at most this many observations. */
const warmSteps = 15;
const warmSize = 2000;
/**
 * Above this many observations the starts first climb on so many of them; so many maxima go on from there. Where the
 * data are `largeStep` times as many or more, they go on to a part of middle size, and fewer of them from there.
 */
const rungSize = 10000;
const survivors = { toAll: 6, toMiddle: 8, fromMiddle: 3 };
const largeStep = 4;
/** On a part of the data climbs may end so many nats short: which is highest there tells no more of all the data than that. */
const rungTolerance = 0.5;
/**
 * The sizes where the gate selects experts: a climb then costs more. So many starts get as far as one, and of those that
 * climbed on a part of the data, those go on that are at most so many nats below the highest.
 */
const selecting = { warmSize: 500, rungSize: 1000, survivors: 2, climbs: 6, within: 2 };
/**
 * Where no number is given, starts come in rounds of so many random and as many inserted ones, until one maximum
 * draws nearly all of them. Each costs more with many observations, and then there are fewer rounds.
 */
const roundsFor = (n: number) => (n <= 4000 ? [12, 24, 24] : [12, 12]);
const selectingRounds = [12, 12];
const nearlyAll = 0.9;

/**
 * Starts -> a few EM steps each -> trust-region Newton, each to its maximum unless it merges with an earlier
 * one or is pruned -> the highest. What need not be exact is done on random parts of the data: the EM steps,
 * and, with many observations, the choice of the maxima that are worth all of them.
 */
export function multistart(problem: Problem, options: MultistartOptions): Ascents {
  if (isTopK(problem)) return polished(problem, options, reach(problem, options));
  return reach(problem, options);
}
const none: Ascents = { ascents: [], pruned: [] };

/** What the starts lead to. */
function reach(problem: Problem, { seed, starts, maxSteps, thetas }: MultistartOptions): Ascents {
  if (thetas) return fromThere(problem, thetas, seed, maxSteps);
  if (starts !== undefined) return round(problem, seed, starts, maxSteps, none);
  let all = none;
  for (const [i, count] of (isTopK(problem) ? selectingRounds : roundsFor(problem.n)).entries()) {
    all = round(problem, i === 0 ? seed : `${seed}/round/${i}`, count, maxSteps, all);
    if (unanimous(all)) break;
  }
  return all;
}

/**
 * What own starting points lead to. Several climb on parts of the data first as random ones do, of which all go on to the
 * next part or to all the data, and half from a middle one; one, or over a selection all, climb on all the data at once.
 */
function fromThere(
  problem: Problem,
  thetas: readonly Float64Array[],
  seed: string | number,
  maxSteps: number,
): Ascents {
  const count = thetas.length;
  const own = { toAll: count, toMiddle: count, fromMiddle: Math.ceil(count / 2) };
  const stages = count === 1 || isTopK(problem) ? [] : stagesOf(problem, seed, own);
  return inStages(problem, stages, problem, thetas, { seed, maxSteps });
}

/** The best of the ascents with a last, thorough climb from it: over selections there may be a higher place near by. */
function polished(problem: Problem, { seed, maxSteps }: MultistartOptions, all: Ascents): Ascents {
  const [{ maximum, merged }] = judge(problem, all.ascents).sort(preference);
  const uniform = stream(`${seed}/last`);
  const { state, steps } = lastClimb(problem, maximum.state.theta, maxSteps, uniform);
  if (state.value <= maximum.state.value) return all;
  const higher = { maximum: { state, steps: maximum.steps + steps }, merged };
  return { ...all, ascents: [higher, ...all.ascents.filter((ascent) => ascent.maximum !== maximum)] };
}

/** One set of starts, on top of what earlier ones have reached. */
function round(
  problem: Problem,
  seed: string | number,
  starts: number,
  maxSteps: number,
  known: Ascents,
): Ascents {
  const warm = partOf(problem, isTopK(problem) ? selecting.warmSize : warmSize, `${seed}/warm`);
  const thetas = warmStarts(warm, seed, starts);
  return inStages(problem, stagesOf(problem, seed), warm, thetas, { seed, maxSteps, known });
}

/** Climbs on a part of the data, which may end `missing` nats short. Of the maxima, so many go on, at most `within` nats below the highest. */
interface Stage {
  readonly part: Problem;
  readonly missing: number;
  readonly onward: number;
  readonly within: number;
}

/** The parts on which starts climb before they do on all the data: none if these are few. */
function stagesOf(problem: Problem, seed: string | number, onward = survivors): Stage[] {
  const { n } = problem;
  const part = (size: number, name: string) => partOf(problem, size, `${seed}/${name}`);
  if (isTopK(problem)) {
    const { rungSize: size, survivors: most, within } = selecting;
    return n <= size ? [] : [{ part: part(size, "screen"), missing: 0, onward: most, within }];
  }
  if (n <= rungSize) return [];
  const screen = { part: part(rungSize, "screen"), missing: rungTolerance, within: Infinity };
  if (n < largeStep * rungSize) return [{ ...screen, onward: onward.toAll }];
  const middle = part(Math.round(Math.sqrt(rungSize * n)), "middle");
  return [
    { ...screen, onward: onward.toMiddle },
    { ...screen, part: middle, onward: onward.fromMiddle },
  ];
}

/** Climbs from points of `from` on a part of the data, and from the highest maxima on the next, in the end on all the data. */
function inStages(
  problem: Problem,
  stages: readonly Stage[],
  from: Problem,
  thetas: readonly Float64Array[],
  options: ClimbOptions,
): Ascents {
  if (stages.length === 0) {
    const points = thetas.map((theta) => carry(from, problem, theta));
    return climbAll(problem, points, options);
  }
  const [{ part, missing, onward, within }, ...further] = stages;
  const points = thetas.map((theta) => carry(from, part, theta));
  const iterates = isTopK(problem) ? Infinity : onward;
  const { ascents } = climbAll(part, points, { ...options, known: none, iterates, missing });
  const candidates = judge(part, ascents);
  const highest = (missing > 0 ? candidates.map(asIfCertified) : candidates)
    .sort(preference)
    .slice(0, onward);
  const least = highest[0].maximum.state.value - within / part.n;
  const onto = highest.map(({ maximum }) => maximum.state).filter(({ value }) => value >= least);
  return inStages(
    problem,
    further,
    part,
    onto.map(({ theta }) => theta),
    options,
  );
}

/** A climb that may leave some nats does not end in a certified maximum, and is not spurious for that. */
const asIfCertified = <J extends Candidate>(candidates: J): J =>
  candidates.status === "maxSteps"
    ? { ...candidates, status: candidates.stepGate ? "boundary" : "converged" }
    : candidates;

/** Whether one maximum has drawn nearly all starts: then more of them would find no other. */
function unanimous({ ascents, pruned }: Ascents): boolean {
  const drawn = ascents.map(({ merged }) => 1 + merged.length);
  const total = drawn.reduce((sum, count) => sum + count, pruned.length);
  return Math.max(...drawn) >= nearlyAll * total;
}

/** The problem on a random part of its data, or itself if it has no more observations than that. */
function partOf(problem: Problem, size: number, key: string): Problem {
  const { model, sample, bounds, n } = problem;
  return n <= size ? problem : problemOf(model, randomPart(sample, size, key), bounds);
}

/** theta of one problem in the units of another. */
const carry = (from: Problem, to: Problem, theta: Float64Array) =>
  from === to ? theta : to.coordinates.toTheta(from.coordinates.toParams(theta));

/** As many random starts as inserted ones (none for k = 1), each after a few EM steps. */
function warmStarts(problem: Problem, seed: string | number, starts: number): Float64Array[] {
  const k = problem.model.experts;
  const uniform = stream(`${seed}/starts/${k}`);
  const thetas = Array.from({ length: k === 1 ? 1 : starts }, (_, turn) =>
    randomStart(problem, turn, uniform),
  );
  if (k > 1) {
    const base = smallerFit(problem, seed, Math.ceil(starts / 3));
    for (let i = 0; i < starts; i++) thetas.push(insertedStart(problem, base, uniform));
  }
  if (!isTopK(problem)) return thetas.map((theta) => emGradient(problem, theta, warmSteps));
  const iterates = warmSelection(problem, thetas, stream(`${seed}/warm/${k}`)).sort(
    (p, q) =>
      Number(isDegenerate(problem, p.theta)) - Number(isDegenerate(problem, q.theta)) || q.value - p.value,
  );
  return distinct(iterates)
    .slice(0, selecting.climbs)
    .map(({ theta }) => theta);
}

/** Of neighbours with the same value the first. */
const distinct = (iterates: readonly Iterate[]) =>
  iterates.filter(({ value }, i) => i === 0 || value !== iterates[i - 1].value);

/** The problem with one expert less; where a gate would then select them all, without selection. */
export function smallerProblem({ model, sample, bounds }: Problem): Problem {
  const { expert, experts, inputs } = model;
  const { selection, ...score } = model.gating;
  const gating = selection && selection.k < experts - 1 ? model.gating : score;
  return problemOf(moe({ gating, expert, experts: experts - 1, inputs }), sample, bounds);
}

/** The fit with one expert less. A rough one will do: it only has to be near enough to insert into. */
function smallerFit(larger: Problem, seed: string | number, starts: number): SmallerFit {
  const problem = smallerProblem(larger);
  const from = warmStarts(problem, seed, starts);
  const { ascents } = climbAll(problem, isTopK(problem) ? from.slice(0, 1) : from, {
    seed,
    maxSteps: 100,
    missing: rungTolerance,
  });
  const [{ maximum, certificate }] = judge(problem, ascents).map(asIfCertified).sort(preference);
  const { theta, hessian } = maximum.state;
  return { problem, theta, hessian, shares: certificate.observations.map((count) => count / problem.n) };
}

const judge = (problem: Problem, ascents: readonly Ascent[]) =>
  ascents.map((ascent) => ({ ...ascent, ...certify(problem, ascent.maximum.state) }));

interface ClimbOptions {
  readonly seed: string | number;
  readonly maxSteps: number;
  /** Comes first in the result. */
  readonly known?: Ascents;
  /** How many maxima are wanted: a climb that is not to come among so many is given up. 1 if not given. */
  readonly iterates?: number;
  /** So many nats may be missing at the end. */
  readonly missing?: number;
}

/**
 * Climbs from all points in turn, the highest first, after what is known: each ends at its maximum, merges with an earlier
 * one, or is given up because it is not to come among the first.
 */
function climbAll(
  problem: Problem,
  thetas: readonly Float64Array[],
  { seed, maxSteps, known = none, iterates = 1, missing = 0 }: ClimbOptions,
): Ascents {
  const order = thetas
    .map((theta) => ({ theta, value: problem.likelihood.evaluate(theta, 0) }))
    .sort((p, q) => q.value - p.value);
  const reached = known.ascents.map(({ maximum, merged }) => ({ maximum, merged: [...merged] }));
  const pruned = [...known.pruned];
  const values: number[] = [];
  const rank = ({ state, steps }: LocalMaximum) => {
    const { status, stepGate } = certify(problem, state);
    const trusted =
      status === "converged" ||
      status === "singular" ||
      (!stepGate && (status === "boundary" || (missing > 0 && status === "maxSteps" && steps < maxSteps)));
    if (!trusted) return;
    values.push(state.value);
    values.sort((p, q) => q - p);
  };
  for (const { maximum } of reached) rank(maximum);
  for (const [i, { theta }] of order.entries()) {
    const end = climb(problem, theta, maxSteps, {
      known: reached.map(({ maximum }) => maximum),
      cutoff: values[iterates - 1] ?? Number.NEGATIVE_INFINITY,
      missing,
      key: `${seed}/climb/${i}`,
    });
    if ("merged" in end) reached.find(({ maximum }) => maximum === end.merged)?.merged.push(end.steps);
    else if ("pruned" in end) pruned.push({ state: end.pruned, steps: end.steps });
    else {
      reached.push({ maximum: end, merged: [] });
      rank(end);
    }
  }
  return { ascents: reached, pruned };
}

/** A random part of `size` observations, in their order. */
function randomPart({ n, d, x, y }: Sample, size: number, key: string): Sample {
  const uniform = stream(key);
  const chosen: number[] = [];
  // Selection sampling: each observation is taken with probability (still wanted) / (still to come).
  for (let t = 0; t < n; t++) if (uniform() * (n - t) < size - chosen.length) chosen.push(t);
  const take = (values: Float64Array) => Float64Array.from(chosen, (t) => values[t]);
  return { n: size, d, x: x.map(take), y: take(y) };
}

/** EM from each start until its rule stops it; nothing is merged or given up. */
export function emAscents(problem: Problem, options: EmOptions): Ascents {
  const { seed, starts, thetas, tolerance, maxSteps } = options;
  const uniform = stream(`${seed}/starts/${problem.model.experts}`);
  const from = thetas ?? Array.from({ length: starts }, (_, turn) => randomStart(problem, turn, uniform));
  const ascents = from.map((theta) => {
    const { theta: reached, steps } = runEm(problem, theta, { tolerance, maxSteps });
    return { maximum: { state: initTrustRegion(problem, reached), steps }, merged: [] };
  });
  return { ascents, pruned: [] };
}
