import { clamped } from "../../numeric/clamp.js";
import { stream } from "../../random/stream.js";
import type { Uniform } from "../../types.js";
import { emGradient } from "../em/emGradient.js";
import { byPreference, isEligible, weighedValue } from "../maximum/choose.js";
import { weighed } from "../problem/chance.js";
import type { Method } from "../problem/method.js";
import type { Start } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";
import { exchangedStarts } from "../starts/exchanged.js";
import { type ClimbOptions, climbAll, type Ends, endedOf, reachedOf } from "./climbAll.js";
import { smallerProblem } from "./smaller.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";

/** Climbs of a round, and from how many exchanged starts the one that each begins with is the best. */
const round = { climbs: 12, ofStarts: 4 } as const;
/** The maxima from which experts are exchanged: one half from the best, one half of the rest from the second, and so on. */
const kept = 8;
/**
 * The search ends after so many climbs in turn, for each parameter and each expert but one, without a better maximum, times the
 * chance that a further start leads elsewhere than to the answer: where hardly any does, there is hardly another place to look.
 */
const quietClimbs = 2;
/** The most observations on which starts are prepared: fewer than for drawn ones, since they are near maxima already. */
const warmSize = 500;
/** EM steps that prepare a start. */
const emSteps = 5;
/** The weight of the new expert in that of its twin: more even than where a surplus expert is sought. */
const share = { least: 0.05, most: 0.6 } as const;

/**
 * The ends, and those of climbs by exchange of one expert in the best maxima so far, until rounds of them lead to no better
 * one. With many inputs or experts hardly any start leads to the answer, but it is as a rule a few exchanges away from
 * what starts lead to: so seeds agree more often, at a fraction of what as many further starts cost. These are no independent starts,
 * and do not count as such.
 */
export function climbExchanged(problem: Problem, method: Method, ends: Ends, options: ClimbOptions): Ends {
  const warm = subsampleOf(problem, warmSize, `${options.seed}/exchange/warm`);
  const smaller = smallerProblem(warm);
  if (smaller === undefined) return ends;
  const draws = new Map<Float64Array, (uniform: Uniform) => Float64Array>();
  const drawAt = (theta: Float64Array) => {
    const known = draws.get(theta);
    if (known !== undefined) return known;
    const draw = exchangedStarts(warm, smaller, inUnitsOf(problem, warm, theta), share);
    draws.set(theta, draw);
    return draw;
  };
  const [answer] = bestOf(problem, ends, options);
  if (answer === undefined) return ends;
  const ended = endedOf(ends);
  // By Laplace's rule of succession, since few starts may have ended.
  const elsewhere = (ended - answer.hits + 1) / (ended + 2);
  const quietRounds = Math.ceil(
    (elsewhere * quietClimbs * problem.size * (problem.model.k - 1)) / round.climbs,
  );
  let found = ends;
  let quiet = 0;
  for (let turn = 0; quiet < quietRounds; turn++) {
    const best = bestOf(problem, found, options);
    if (best.length === 0) return found;
    const key = `${options.seed}/exchange/${turn}`;
    const uniform = stream(key);
    const starts = Array.from({ length: round.climbs }, () => {
      const point = bestStart(warm, () => {
        const at = Math.min(best.length - 1, Math.floor(-Math.log2(1 - uniform())));
        return drawAt(best[at].maximum.state.theta)(uniform);
      });
      return { ...point, theta: inUnitsOf(warm, problem, point.theta) };
    });
    const { starts: before } = found;
    found = climbAll(problem, method, starts, { ...options, seed: key, known: found });
    found = { ...found, starts: before + round.climbs * round.ofStarts };
    const [now] = bestOf(problem, found, options);
    const gained = problem.n * (weighedValue(problem, now) - weighedValue(problem, best[0]));
    quiet = gained > sameMaximum.nats ? 0 : quiet + 1;
  }
  return found;
}

/** The eligible maxima that experts are exchanged in, the one with most left of its log-likelihood first. */
const bestOf = (problem: Problem, ends: Ends, options: ClimbOptions) =>
  reachedOf(ends, options).filter(isEligible).sort(byPreference(problem)).slice(0, kept);

/** The best of some starts, each prepared by EM steps. */
function bestStart(problem: Problem, draw: () => Float64Array): Start {
  const starts = Array.from({ length: round.ofStarts }, () => {
    const theta = emGradient(problem, clamped(draw(), problem.low, problem.high), emSteps);
    return { theta, weighed: weighed(problem, { theta, value: problem.valueAt(theta) }) };
  });
  const [{ theta }] = starts.sort((p, q) => q.weighed - p.weighed);
  return { theta, hits: 0, emSteps: 0 };
}
