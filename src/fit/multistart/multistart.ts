import { stream } from "../../random/stream.js";
import { type EmOptions, emAscent } from "../em/em.js";
import { type Candidate, certify } from "../maximum/certificate.js";
import { byPreference, isEligible } from "../maximum/choose.js";
import { endOf, run } from "../problem/ascent.js";
import { isWeighed } from "../problem/chance.js";
import { hasClassesOnly, searchesDivisions } from "../problem/classes.js";
import type { Method } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { sameMaximum } from "../problem/tolerances.js";
import { twinnedExpert } from "../starts/inserted.js";
import { type ClimbOptions, climbAll, type Ends, endedOf, noEnds, reachedOf } from "./climbAll.js";
import { methodOf } from "./method.js";
import { climbNearby } from "./nearby.js";
import { drawnStarts } from "./parts.js";
import { climbInOtherPlaces } from "./places.js";
import { climbInStages, partOf, survivorsOf } from "./stages.js";
import { inUnitsOf, subsampleOf } from "./subsample.js";
import { firstRound, type Round, warmStarts } from "./warm.js";
import type { Watch } from "./watch.js";

export interface MultistartOptions {
  /** Draws the random starts of a given number, and what climbs draw; a search in rounds has a seed of its own. */
  readonly seed: string | number;
  /** Number of random starts, with as many of each other kind as go with them; undefined: in rounds, until enough agree (`Method.rounds`). */
  readonly starts: number | undefined;
  readonly maxSteps: number;
  /** Points that the user gave, in place of drawn ones. */
  readonly thetas: readonly Float64Array[] | undefined;
  /** Points that the user gave beside the drawn ones: all the data are climbed from each. */
  readonly also?: readonly Float64Array[];
  readonly watch?: Watch;
}

/**
 * The seed of a search in rounds, whatever the caller's: one table has one answer. Another number of starts, by any seed, is how to ask
 * whether there is a better one.
 */
const ofEverySeed = "1";

/**
 * The maxima that a model's method finds on a problem: starts are drawn and prepared, an ascent climbs from each of them to its
 * maximum unless it merges with an earlier one or is pruned, experts of different families change places, and a last look is taken
 * around the best maximum, as a rule not where the user gave the starts: then what they lead to is wanted. Two things are done on
 * random parts of the data, since they need not be exact: starts are prepared, and with many observations the maxima are chosen
 * from which all the data are climbed.
 */
export function multistart(problem: Problem, asked: MultistartOptions): Ends {
  const method = methodOf(problem.model);
  const inRounds = asked.starts === undefined && asked.thetas === undefined;
  const options = inRounds ? { ...asked, seed: ofEverySeed } : asked;
  const ends = climbAlso(problem, method, options, climbAllStarts(problem, method, options));
  const isGiven = options.thetas !== undefined;
  const all = isGiven ? ends : climbInOtherPlaces(problem, method, ends, options);
  return isGiven && !method.polishesGiven ? all : polished(problem, method, options, all);
}

/** The ends of the climbs from all starts: the user's, a given number, or as many rounds as it takes. */
function climbAllStarts(
  problem: Problem,
  method: Method,
  { seed, starts, maxSteps, thetas, ...watched }: MultistartOptions,
): Ends {
  const watch = watched.watch === undefined ? {} : { watch: watched.watch };
  const options: ClimbOptions = { seed, maxSteps, ...watch };
  const rungs = method.rungs(problem, thetas?.length);
  if (thetas) {
    const given = thetas.map((theta) => ({ theta, hits: 1, emSteps: 0 }));
    const ends = climbInStages(problem, method, rungs, { from: problem, starts: given }, options);
    return { ...ends, starts: thetas.length };
  }
  const [rung, ...further] = rungs;
  const inRounds = starts === undefined;
  const counts = inRounds ? method.rounds(problem) : [starts];
  if (rung === undefined) {
    const ends = climbRounds(problem, method, counts, options);
    return inRounds ? climbAround(problem, method, ends, options) : ends;
  }
  const part = partOf(problem, rung, seed);
  const { wanted, shortfall } = rung;
  const onPart = { ...options, wanted, shortfall };
  const { onAll } = method.exchange(problem);
  const drawn = climbRounds(part, method, counts, onPart);
  const found = inRounds && !onAll ? climbAround(part, method, drawn, onPart) : drawn;
  const survivors = { from: part, starts: survivorsOf(part, rung, found) };
  const reached = climbInStages(problem, method, further, survivors, options);
  const ends = { ...reached, starts: found.starts };
  return inRounds && onAll ? climbAround(problem, method, ends, options) : ends;
}

/** The ends, and those of the climbs from the points that were given beside the starts. */
function climbAlso(
  problem: Problem,
  method: Method,
  { seed, maxSteps, also = [], watch }: MultistartOptions,
  known: Ends,
): Ends {
  if (also.length === 0) return known;
  const points = also.map((theta) => ({ theta, hits: 1, emSteps: 0 }));
  const ends = climbAll(problem, method, points, {
    seed: `${seed}/also`,
    maxSteps,
    known,
    ...(watch && { watch }),
  });
  return { ...ends, starts: known.starts + also.length };
}

/** The ends of the climbs from rounds of drawn starts, until enough of them agree. */
function climbRounds(
  problem: Problem,
  method: Method,
  counts: readonly number[],
  options: ClimbOptions,
): Ends {
  let ends = noEnds;
  let round: Round | undefined;
  for (const [i, count] of counts.entries()) {
    const key = i === 0 ? options.seed : `${options.seed}/round/${i}`;
    const warm = subsampleOf(problem, method.warmSize, `${key}/warm`);
    round = round === undefined ? firstRound(warm, key) : { ...round, first: false };
    const { starts, drawn } = warmStarts(warm, method, key, count, round);
    const points = starts.map((start) => ({ ...start, theta: inUnitsOf(warm, problem, start.theta) }));
    const { starts: before } = ends;
    ends = climbAll(problem, method, points, { ...options, seed: key, known: ends });
    ends = { ...ends, starts: before + drawn };
    if (isAgreed(problem, ends, options, i === 0)) break;
    if (i + 1 >= roundsBeforeExchange(problem, method) && hasEligible(ends, options)) break;
  }
  return ends;
}

/** The ends, and those of climbs from next to the best of them where two experts may change places, or divisions move. */
function climbAround(problem: Problem, method: Method, ends: Ends, options: ClimbOptions): Ends {
  if (!looksNearby(problem)) return ends;
  const done = reachedOf(ends, options).some((one) => isEligible(one) && isSupremum(problem, one));
  return done ? ends : climbNearby(problem, method, ends, options);
}

/** Whether nothing can be higher: no probability of classes is above 1, so no log-likelihood above 0. */
const isSupremum = (problem: Problem, { maximum }: Candidate): boolean =>
  hasClassesOnly(problem) && -problem.n * maximum.state.value <= sameMaximum.nats;

/** Whether climbs from next to the best maxima follow the rounds: by moves of borders, or by exchange of one of two experts of a kind. */
const looksNearby = (problem: Problem): boolean =>
  searchesDivisions(problem) || twinnedExpert(problem.kinds) !== undefined;

/** After how many rounds that do not agree climbs by exchange of experts take over. */
const roundsBeforeExchange = (problem: Problem, method: Method): number =>
  looksNearby(problem) && !searchesDivisions(problem)
    ? method.exchange(problem).afterRounds
    : Number.POSITIVE_INFINITY;

const hasEligible = (ends: Ends, options: ClimbOptions): boolean => reachedOf(ends, options).some(isEligible);

/** So many independent starts must have led to the chosen maximum before the search ends: more where it is the highest, which few may find. */
const agreeing = { weighed: 3, highest: 16 } as const;
/** In the first round, which is short, the lesser number is enough, if it is this share of all that ended. */
const nearlyAll = 0.9;

/**
 * Whether the chosen maximum is one that enough starts found; one expert is found by any start. A collapsed end is no answer, however
 * many starts lead to it.
 */
function isAgreed(problem: Problem, ends: Ends, options: ClimbOptions, first: boolean): boolean {
  const [best] = [...reachedOf(ends, options)].sort(byPreference(problem));
  if (!isEligible(best)) return false;
  if (problem.model.k === 1 || isSupremum(problem, best)) return true;
  if (first) return best.hits >= Math.max(agreeing.weighed, nearlyAll * endedOf(ends));
  return best.hits >= agreeing[isWeighed(problem) ? "weighed" : "highest"];
}

/** The ends, after a last look around the chosen one where the method has one. */
function polished(problem: Problem, method: Method, { seed, maxSteps }: MultistartOptions, ends: Ends): Ends {
  if (method.polish === undefined) return ends;
  const [best] = [...ends.reached].sort(byPreference(problem));
  const maximum = method.polish(problem, best.maximum, maxSteps, `${seed}/last`);
  if (maximum === best.maximum) return ends;
  const better = { ...certify(problem, maximum), hits: best.hits, merged: [] };
  return { ...ends, reached: [better, ...ends.reached] };
}

/** EM from each start until its rule stops it; nothing is merged or pruned. */
export function emMultistart(
  problem: Problem,
  {
    seed,
    starts,
    thetas,
    also = [],
    maxSteps,
    watch,
    ...em
  }: MultistartOptions & EmOptions & { readonly starts: number },
): Ends {
  const uniform = stream(`${seed}/starts/${problem.model.k}`);
  const draw = drawnStarts(problem);
  const from = [...(thetas ?? Array.from({ length: starts }, (_, turn) => draw(turn, uniform))), ...also];
  const ascent = emAscent(problem, em);
  watch?.drawn(from.length);
  const reached = from.map((theta) => {
    const maximum = endOf(ascent, run(ascent, theta, maxSteps));
    watch?.ended(problem, maximum.state.value);
    return { ...certify(problem, maximum), hits: 1, merged: [] };
  });
  return { reached, pruned: [], starts: from.length };
}
