import { moe } from "../model.js";
import { initTrustRegion } from "../numeric/trustRegion.js";
import { stream } from "../random/stream.js";
import type { Sample } from "../types.js";
import { certify } from "./certificate.js";
import { climb, type Summit } from "./climb.js";
import { runEm } from "./em.js";
import { type Problem, problemOf } from "./problem.js";
import { believed, preference } from "./selection.js";
import { type Base, insertedStart, randomStart } from "./starts.js";

/** A summit, and the steps of the further starts that ran into it. */
export interface Ascent {
  readonly summit: Summit;
  readonly merged: readonly number[];
}
export interface Ascents {
  readonly ascents: readonly Ascent[];
  /** Starts given up on the way. */
  readonly outrun: readonly Summit[];
}

export interface MultistartOptions {
  readonly seed: string | number;
  readonly starts: number;
  readonly maxSteps: number;
  /** Own starting points in place of random ones. */
  readonly thetas: readonly Float64Array[] | undefined;
}
export interface EmOptions extends MultistartOptions {
  readonly tolerance: number;
}

/** EM steps from a start before Newton's method takes over, on at most this many observations. */
const warmUp = { tolerance: 0, maxSteps: 15, gateSteps: 1 };
const warmSize = 2000;
/** Above this many observations the starts first climb on so many of them; this many maxima go on from there. */
const screenSize = 10000;
const carriedOn = 6;

/**
 * Starts -> a few EM steps each -> trust-region Newton, each to its maximum unless it merges with an earlier
 * one or is outrun -> the highest. What need not be exact is done on a random part of the data: the EM steps,
 * and, with many observations, the choice of the maxima that are worth all of them.
 */
export function multistart(problem: Problem, { seed, starts, maxSteps, thetas }: MultistartOptions): Ascents {
  if (thetas) return ascend(problem, thetas, maxSteps);
  const warm = partOf(problem, warmSize, `${seed}/warm`);
  const screen = partOf(problem, screenSize, `${seed}/screen`);
  const ready = warmStarts(warm, seed, starts).map((theta) => carry(warm, screen, theta));
  if (screen === problem) return ascend(problem, ready, maxSteps);
  const { ascents } = ascend(screen, ready, maxSteps, false);
  const highest = judge(screen, ascents).sort(preference).slice(0, carriedOn);
  return ascend(
    problem,
    highest.map(({ summit }) => carry(screen, problem, summit.state.theta)),
    maxSteps,
  );
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
  return thetas.map((theta) => runEm(problem, theta, warmUp).theta);
}

/** The fit with one expert less. A rough one will do: it only has to be near enough to insert into. */
function smallerFit({ model, sample, bounds, n }: Problem, seed: string | number, starts: number): Base {
  const { gating, expert, experts, inputs } = model;
  const problem = problemOf(moe({ gating, expert, experts: experts - 1, inputs }), sample, bounds);
  const { ascents } = ascend(problem, warmStarts(problem, seed, starts), 100);
  const { summit, certificate } = believed(problem, judge(problem, ascents));
  const { theta, hessian } = summit.state;
  return { problem, theta, hessian, shares: certificate.support.map((count) => count / n) };
}

const judge = (problem: Problem, ascents: readonly Ascent[]) =>
  ascents.map((ascent) => ({ ...ascent, ...certify(problem, ascent.summit.state) }));

/** Climbs from all points, highest first, giving up those that merge or (with `race`) cannot win. */
function ascend(problem: Problem, thetas: readonly Float64Array[], maxSteps: number, race = true): Ascents {
  const { likelihood, n } = problem;
  const order = thetas
    .map((theta) => ({ theta, value: likelihood.evaluate(theta, 0) / n }))
    .sort((p, q) => q.value - p.value);
  const reached: { summit: Summit; merged: number[] }[] = [];
  const outrun: Summit[] = [];
  let bar = Number.NEGATIVE_INFINITY;
  for (const { theta } of order) {
    const known = reached.map(({ summit }) => summit);
    const end = climb(problem, theta, maxSteps, known, bar);
    if ("merged" in end) reached.find(({ summit }) => summit === end.merged)?.merged.push(end.steps);
    else if ("outrun" in end) outrun.push({ state: end.outrun, steps: end.steps });
    else {
      reached.push({ summit: end, merged: [] });
      const { status } = certify(problem, end.state);
      if (race && (status === "converged" || status === "singular")) bar = Math.max(bar, end.state.value);
    }
  }
  return { ascents: reached, outrun };
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
    return { summit: { state: initTrustRegion(problem, reached), steps }, merged: [] };
  });
  return { ascents, outrun: [] };
}
