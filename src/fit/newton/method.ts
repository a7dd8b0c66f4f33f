import { emGradient } from "../em/emGradient.js";
import { isWeighed } from "../problem/chance.js";
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

/** With so many observations or more there are fewer rounds, since each costs more. */
const many = 10_000;
/** Rounds before experts are exchanged: more for the highest maximum, which few starts may find. */
const beforeExchange = { weighed: { few: 2, many: 2 }, highest: { few: 4, many: 2 } } as const;

const amountOf = ({ n }: Problem): "few" | "many" => (n < many ? "few" : "many");

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
  rounds: (problem) => [4, 8, ...new Array<number>(amountOf(problem) === "many" ? 2 : 4).fill(12)],
  rungs: (problem, given) => {
    const { n } = problem;
    const weighs = isWeighed(problem) && given === undefined;
    const { least, perParameter, from, middleFrom, ...kept } = parts[weighs ? "weighed" : "highest"];
    const size = Math.max(least, perParameter * problem.size);
    if (n <= from * size || given === 1) return [];
    const { ofOnly, ofFirst, ofMiddle } =
      given === undefined ? kept : { ofOnly: given, ofFirst: given, ofMiddle: Math.ceil(given / 2) };
    if (n < middleFrom * size) return [rungOf("screen", size, ofOnly)];
    const middle = Math.round(Math.sqrt(size * n));
    return [rungOf("screen", size, ofFirst), rungOf("middle", middle, ofMiddle)];
  },
  // The highest maxima of a part and of all the data differ. Where maxima are weighed it takes too long for what it finds.
  exchange: (problem) => ({
    afterRounds: beforeExchange[isWeighed(problem) ? "weighed" : "highest"][amountOf(problem)],
    onAll: !isWeighed(problem),
    quietClimbs: 2,
  }),
  roughClimbs: Infinity,
  ascents: (problem) => {
    const ascent = newtonAscent(problem);
    return () => ascent;
  },
};
