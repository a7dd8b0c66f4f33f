import { clamped } from "../../numeric/clamp.js";
import { stream } from "../../random/stream.js";
import type { Uniform } from "../../types.js";
import { emGradient } from "../em/emGradient.js";
import { byPreference, isEligible, weighedValue } from "../maximum/choose.js";
import { weighed } from "../problem/chance.js";
import { searchesDivisions } from "../problem/classes.js";
import type { Method } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";
import { movedDivisions } from "../starts/divided.js";
import { exchangedStarts } from "../starts/exchanged.js";
import { type ClimbOptions, climbAll, type Ends, endedOf, reachedOf } from "./climbAll.js";
import { smallerProblem } from "./smaller.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";

/** Climbs of a round, and from how many exchanged starts the one that each begins with is the best. */
const round = { climbs: 12, ofStarts: 4 } as const;
/** The maxima next to which starts are drawn: one half from the best, one half of the rest from the second, and so on. */
const kept = 8;
/** Climbs by moves of borders end after so many without a better maximum: a move reaches fewer places than an exchange. */
const quietMoves = 4;
/** The most observations on which starts are prepared: fewer than for drawn ones, since they are near maxima already. */
const warmSize = 500;
/** EM steps that prepare a start. */
const emSteps = 5;
/** The weight of the new expert in that of its twin: more even than where a surplus expert is sought. */
const share = { least: 0.05, most: 0.6 } as const;

/**
 * The ends, and those of climbs from next to the best maxima so far, until rounds of them lead to no better one: see `nearbyOf`. With many
 * inputs or experts hardly any start leads to the answer, but it is as a rule a few moves away from what starts lead to: so it is
 * found more often, at a fraction of what as many further starts cost. These are no independent starts, and do not count as such. How many
 * in turn without a better maximum end the search is a number of the method, times the chance that a further start leads elsewhere
 * than to the answer: where hardly any does, there is hardly another place to look.
 */
export function climbNearby(problem: Problem, method: Method, ends: Ends, options: ClimbOptions): Ends {
  const nearby = nearbyOf(problem, method, options.seed);
  const [answer] = bestOf(problem, ends, options);
  if (nearby === undefined || answer === undefined) return ends;
  const ended = endedOf(ends);
  // By Laplace's rule of succession, since few starts may have ended.
  const elsewhere = (ended - answer.hits + 1) / (ended + 2);
  const quietRounds = Math.ceil(
    (elsewhere * nearby.quietClimbs * problem.size * (problem.model.k - 1)) / round.climbs,
  );
  let found = ends;
  let quiet = 0;
  for (let turn = 0; quiet < quietRounds; turn++) {
    const best = bestOf(problem, found, options);
    if (best.length === 0) return found;
    const key = `${options.seed}/exchange/${turn}`;
    const uniform = stream(key);
    const pick = () => {
      const at = Math.min(best.length - 1, Math.floor(-Math.log2(1 - uniform())));
      return best[at].maximum.state.theta;
    };
    const starts = Array.from({ length: round.climbs }, () => ({
      theta: nearby.draw(pick, uniform),
      hits: 0,
      emSteps: 0,
    }));
    const { starts: before } = found;
    found = climbAll(problem, method, starts, { ...options, seed: key, known: found });
    found = { ...found, starts: before + round.climbs * nearby.drawn };
    const [now] = bestOf(problem, found, options);
    const gained = problem.n * (weighedValue(problem, now) - weighedValue(problem, best[0]));
    quiet = gained > sameMaximum.nats ? 0 : quiet + 1;
  }
  return found;
}

/** How starts next to maxima are drawn: `draw` takes a maximum by `pick`, as often as it needs one; `drawn` is how many starts it tries. */
interface Nearby {
  readonly draw: (pick: () => Float64Array, uniform: Uniform) => Float64Array;
  readonly drawn: number;
  readonly quietClimbs: number;
}

/** By borders that are moved where the search divides the observations; else by exchange of one expert, if there are two that may change places. */
function nearbyOf(problem: Problem, method: Method, seed: string | number): Nearby | undefined {
  if (searchesDivisions(problem)) {
    const moved = perPoint((theta) => movedDivisions(problem, theta));
    return { draw: (pick, uniform) => moved(pick())(uniform), drawn: 1, quietClimbs: quietMoves };
  }
  const warm = subsampleOf(problem, warmSize, `${seed}/exchange/warm`);
  const smaller = smallerProblem(warm);
  if (smaller === undefined) return undefined;
  const exchanged = perPoint((theta) =>
    exchangedStarts(warm, smaller, inUnitsOf(problem, warm, theta), share),
  );
  return {
    draw: (pick, uniform) =>
      inUnitsOf(
        warm,
        problem,
        bestStart(warm, () => exchanged(pick())(uniform)),
      ),
    drawn: round.ofStarts,
    quietClimbs: method.exchange(problem).quietClimbs,
  };
}

/** A function of a point that computes its value once for each. */
function perPoint<T>(compute: (theta: Float64Array) => T): (theta: Float64Array) => T {
  const values = new Map<Float64Array, T>();
  return (theta) => {
    const value = values.get(theta) ?? compute(theta);
    values.set(theta, value);
    return value;
  };
}

/** The eligible maxima next to which starts are drawn, the one with most left of its log-likelihood first. */
const bestOf = (problem: Problem, ends: Ends, options: ClimbOptions) =>
  reachedOf(ends, options).filter(isEligible).sort(byPreference(problem)).slice(0, kept);

/** The best of some starts, each prepared by EM steps. */
function bestStart(problem: Problem, draw: () => Float64Array): Float64Array {
  const starts = Array.from({ length: round.ofStarts }, () => {
    const theta = emGradient(problem, clamped(draw(), problem.low, problem.high), emSteps);
    return { theta, weighed: weighed(problem, { theta, value: problem.valueAt(theta) }) };
  });
  return starts.sort((p, q) => q.weighed - p.weighed)[0].theta;
}
