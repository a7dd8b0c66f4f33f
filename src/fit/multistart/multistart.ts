import { stream } from "../../random/stream.js";
import { type EmOptions, emAscent } from "../em/em.js";
import { byPreference } from "../maximum/choose.js";
import { run } from "../problem/ascent.js";
import type { Method } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { randomStart } from "../starts/random.js";
import { certifyAll, type Ends, noEnds } from "./climbAll.js";
import { methodOf } from "./method.js";
import { inStages } from "./stages.js";
import { partOf } from "./subsample.js";
import { warmStarts } from "./warm.js";

export interface MultistartOptions {
  readonly seed: string | number;
  /** So many random starts, and as many inserted ones; as the landscape asks if undefined (see `Method.rounds`). */
  readonly starts: number | undefined;
  readonly maxSteps: number;
  /** Own starting points in place of random ones. */
  readonly thetas: readonly Float64Array[] | undefined;
}

/**
 * Starts -> what the model's method makes of them -> its ascent, each to its maximum unless it merges with an earlier
 * one or is pruned -> a last look about the best. What need not be exact is done on random parts of the data: the
 * preparation of starts, and, with many observations, the choice of the maxima that are worth all of them.
 */
export function multistart(problem: Problem, options: MultistartOptions): Ends {
  const method = methodOf(problem.model);
  return polished(problem, method, options, reach(problem, method, options));
}

/** What the starts lead to. */
function reach(
  problem: Problem,
  method: Method,
  { seed, starts, maxSteps, thetas }: MultistartOptions,
): Ends {
  if (thetas) {
    const rungs = method.rungs(problem.n, thetas.length);
    return inStages(problem, method, rungs, { from: problem, thetas }, { seed, maxSteps });
  }
  if (starts !== undefined) return round(problem, method, seed, starts, maxSteps, noEnds);
  let ends = noEnds;
  for (const [i, count] of method.rounds(problem.n).entries()) {
    ends = round(problem, method, i === 0 ? seed : `${seed}/round/${i}`, count, maxSteps, ends);
    if (isUnanimous(ends)) break;
  }
  return ends;
}

/** One set of starts, on top of what earlier ones have reached. */
function round(
  problem: Problem,
  method: Method,
  seed: string | number,
  starts: number,
  maxSteps: number,
  known: Ends,
): Ends {
  const warm = partOf(problem, method.warmSize, `${seed}/warm`);
  const thetas = warmStarts(warm, method, seed, starts);
  const rungs = method.rungs(problem.n);
  return inStages(problem, method, rungs, { from: warm, thetas }, { seed, maxSteps, known });
}

/** A maximum that has drawn this share of all starts leaves further ones little hope of finding another. */
const nearlyAll = 0.9;
function isUnanimous({ reached, pruned }: Ends): boolean {
  const drawn = reached.map(({ merged }) => 1 + merged.length);
  const total = drawn.reduce((sum, count) => sum + count, pruned.length);
  return Math.max(...drawn) >= nearlyAll * total;
}

/** The ends with a last look about the best of them, where the method has one. */
function polished(problem: Problem, method: Method, { seed, maxSteps }: MultistartOptions, ends: Ends): Ends {
  if (method.polish === undefined) return ends;
  const [best] = certifyAll(problem, ends).sort(byPreference);
  const maximum = method.polish(problem, best.maximum, maxSteps, `${seed}/last`);
  if (maximum === best.maximum) return ends;
  const others = ends.reached.filter((one) => one.maximum !== best.maximum);
  return { ...ends, reached: [{ maximum, merged: best.merged }, ...others] };
}

/** EM from each start until its rule stops it; nothing is merged or pruned. */
export function emMultistart(
  problem: Problem,
  { seed, starts, thetas, maxSteps, ...em }: MultistartOptions & EmOptions & { readonly starts: number },
): Ends {
  const uniform = stream(`${seed}/starts/${problem.model.experts}`);
  const from = thetas ?? Array.from({ length: starts }, (_, turn) => randomStart(problem, turn, uniform));
  const ascent = emAscent(problem, em);
  const reached = from.map((theta) => {
    const end = run(ascent, theta, maxSteps);
    return { maximum: { state: ascent.examine(end), steps: end.steps }, merged: [] };
  });
  return { reached, pruned: [] };
}
