import { emGradient } from "../em/emGradient.js";
import { isWeighed } from "../problem/chance.js";
import type { Method, Rung } from "../problem/method.js";
import type { Problem } from "../problem/problem.js";
import { newtonAscent } from "./ascent.js";

/** A larger sample is first climbed on a random part of this size. */
const rungSize = 10_000;
/** From this many times `rungSize` on, a part of middle size comes between that part and all the data. */
const middleFrom = 4;
/** How many maxima go on: `ofOnly` where there is one part, `ofFirst` and then `ofMiddle` where there are two. */
const survivors = { ofOnly: 6, ofFirst: 8, ofMiddle: 3 };
/** Climbs on a part may end half a nat below their maxima: maxima of a part differ from those of all the data by more. */
const rungShortfall = 0.5;

/** With more observations than this there are fewer rounds, since each costs more. */
const many = 4000;
/** How many rounds follow the first two: more for the highest maximum, which few starts may find. */
const furtherRounds = (problem: Problem): number => (problem.n > many ? 2 : isWeighed(problem) ? 4 : 7);

const rungOf = (name: string, size: number, count: number): Rung => ({
  name,
  size,
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
  rungs: (n, given) => {
    if (n <= rungSize || given === 1) return [];
    const { ofOnly, ofFirst, ofMiddle } =
      given === undefined ? survivors : { ofOnly: given, ofFirst: given, ofMiddle: Math.ceil(given / 2) };
    if (n < middleFrom * rungSize) return [rungOf("screen", rungSize, ofOnly)];
    const middle = Math.round(Math.sqrt(rungSize * n));
    return [rungOf("screen", rungSize, ofFirst), rungOf("middle", middle, ofMiddle)];
  },
  exchangesAfter: 3,
  roughClimbs: Infinity,
  ascents: (problem) => {
    const ascent = newtonAscent(problem);
    return () => ascent;
  },
};
