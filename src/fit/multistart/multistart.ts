import { stream } from "../../random/stream.js";
import { type EmOptions, emAscent } from "../em/em.js";
import { certify } from "../maximum/certificate.js";
import { byPreference } from "../maximum/choose.js";
import { endOf, run } from "../problem/ascent.js";
import type { Method } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { randomStarts } from "../starts/random.js";
import { type Ends, noEnds } from "./climbAll.js";
import { methodOf } from "./method.js";
import { climbInStages } from "./stages.js";
import { subsampleOf } from "./subsample.js";
import { warmStarts } from "./warm.js";

export interface MultistartOptions {
  readonly seed: string | number;
  /** Number of random starts, and of inserted ones; undefined: in rounds, until one maximum has drawn nearly all (`Method.rounds`). */
  readonly starts: number | undefined;
  readonly maxSteps: number;
  /** Points that the user gave, in place of random and inserted ones. */
  readonly thetas: readonly Float64Array[] | undefined;
}

/**
 * The maxima that a model's method finds on a problem: starts are drawn and prepared, an ascent climbs from each of them to its
 * maximum unless it merges with an earlier one or is pruned, and the best maximum is polished. Two things are done on random
 * parts of the data, since they need not be exact: starts are prepared, and with many observations the maxima are chosen
 * from which all the data are climbed.
 */
export function multistart(problem: Problem, options: MultistartOptions): Ends {
  const method = methodOf(problem.model);
  return polished(problem, method, options, climbAllStarts(problem, method, options));
}

/** The ends of the climbs from all starts: the user's, a given number, or as many rounds as it takes. */
function climbAllStarts(
  problem: Problem,
  method: Method,
  { seed, starts, maxSteps, thetas }: MultistartOptions,
): Ends {
  if (thetas) {
    const rungs = method.rungs(problem.n, thetas.length);
    return climbInStages(problem, method, rungs, { from: problem, thetas }, { seed, maxSteps });
  }
  if (starts !== undefined) return climbRound(problem, method, seed, starts, maxSteps, noEnds);
  let ends = noEnds;
  for (const [i, count] of method.rounds(problem.n).entries()) {
    ends = climbRound(problem, method, i === 0 ? seed : `${seed}/round/${i}`, count, maxSteps, ends);
    if (isUnanimous(ends)) break;
  }
  return ends;
}

/** The ends of the climbs from a further round of random and inserted starts, added to those that are known. */
function climbRound(
  problem: Problem,
  method: Method,
  seed: string | number,
  starts: number,
  maxSteps: number,
  known: Ends,
): Ends {
  const warm = subsampleOf(problem, method.warmSize, `${seed}/warm`);
  const thetas = warmStarts(warm, method, seed, starts);
  const rungs = method.rungs(problem.n);
  return climbInStages(problem, method, rungs, { from: warm, thetas }, { seed, maxSteps, known });
}

/** Where one maximum has drawn this share of all starts, further starts will hardly find another. */
const nearlyAll = 0.9;

/** Whether one maximum has drawn nearly all starts. */
function isUnanimous({ reached, pruned }: Ends): boolean {
  const drawn = reached.map(({ merged }) => 1 + merged.length);
  const total = drawn.reduce((sum, count) => sum + count, pruned.length);
  return Math.max(...drawn) >= nearlyAll * total;
}

/** The ends, the best of them polished where the method can. */
function polished(problem: Problem, method: Method, { seed, maxSteps }: MultistartOptions, ends: Ends): Ends {
  if (method.polish === undefined) return ends;
  const [best] = [...ends.reached].sort(byPreference);
  const maximum = method.polish(problem, best.maximum, maxSteps, `${seed}/last`);
  if (maximum === best.maximum) return ends;
  const others = ends.reached.filter((one) => one !== best);
  return { ...ends, reached: [{ ...certify(problem, maximum), merged: best.merged }, ...others] };
}

/** EM from each start until its rule stops it; nothing is merged or pruned. */
export function emMultistart(
  problem: Problem,
  { seed, starts, thetas, maxSteps, ...em }: MultistartOptions & EmOptions & { readonly starts: number },
): Ends {
  const uniform = stream(`${seed}/starts/${problem.model.experts}`);
  const draw = randomStarts(problem);
  const from = thetas ?? Array.from({ length: starts }, (_, turn) => draw(turn, uniform));
  const ascent = emAscent(problem, em);
  const reached = from.map((theta) => {
    const maximum = endOf(ascent, run(ascent, theta, maxSteps));
    return { ...certify(problem, maximum), merged: [] };
  });
  return { reached, pruned: [] };
}
