import { emGradient } from "../em/emGradient.js";
import { isWeighed } from "../problem/chance.js";
import { searchesDivisions } from "../problem/classes.js";
import type { Method, Rung } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { newtonAscent } from "./ascent.js";

/**
 * A large sample is first climbed on a random part of `least` observations, or of `perParameter` for each parameter if these are more:
 * from `from` times as many on. From `middleFrom` times as many on, a part of middle size comes between. How many maxima go
 * on: `ofOnly` where there is one part, `ofFirst` and then `ofMiddle` where there are two. Where maxima are weighed a smaller
 * part will do, since surplus experts of few observations, which it may not show, mostly are passed over.
 */
const parts = {
  highest: { least: 10_000, perParameter: 0, from: 1, middleFrom: 4, ofOnly: 6, ofFirst: 8, ofMiddle: 3 },
  weighed: { least: 2500, perParameter: 140, from: 2, middleFrom: 10, ofOnly: 8, ofFirst: 12, ofMiddle: 4 },
} as const;
/** Climbs on a part may end half a nat below their maxima: maxima of a part differ from those of all the data by more. */
const rungShortfall = 0.5;

/** With more observations than this there are fewer rounds, since each costs more. */
const many = 4000;
/** How many rounds follow the first two: more for the highest maximum, which few starts may find. */
const furtherRounds = (problem: Problem): number =>
  problem.n > many ? 2 : isWeighed(problem) || searchesDivisions(problem) ? 4 : 7;

const rungOf = (name: string, size: number, count: number, ofEverySeed: boolean): Rung => ({
  name,
  size,
  ofEverySeed,
  shortfall: rungShortfall,
  wanted: count,
  survivors: count,
  within: Infinity,
});

/** Starts -> a few EM steps -> Newton's method, for likelihoods that are smooth. */
export const newtonMethod: Method = {
  warmSize: 2000,
  warm: (problem, starts) =>
    starts.map((start) => ({ ...start, theta: emGradient(problem, start.theta, start.emSteps) })),
  // The first one is short, since in many data sets all starts lead to one maximum.
  rounds: (problem) => [4, 8, ...new Array<number>(furtherRounds(problem)).fill(12)],
  rungs: (problem, given) => {
    const { n } = problem;
    const weighs = isWeighed(problem) && given === undefined;
    const { least, perParameter, from, middleFrom, ...kept } = parts[weighs ? "weighed" : "highest"];
    const size = Math.max(least, perParameter * problem.size);
    if (n <= from * size || given === 1) return [];
    const { ofOnly, ofFirst, ofMiddle } =
      given === undefined ? kept : { ofOnly: given, ofFirst: given, ofMiddle: Math.ceil(given / 2) };
    if (n < middleFrom * size) return [rungOf("screen", size, ofOnly, weighs)];
    const middle = Math.round(Math.sqrt(size * n));
    return [rungOf("screen", size, ofFirst, weighs), rungOf("middle", middle, ofMiddle, weighs)];
  },
  exchangesAfter: 2,
  roughClimbs: Infinity,
  ascents: (problem) => {
    const ascent = newtonAscent(problem);
    return () => ascent;
  },
};
