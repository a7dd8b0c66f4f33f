import { stream } from "../../random/stream.js";
import { isWeighed } from "../problem/chance.js";
import type { Method } from "../problem/method.js";
import { movesOf, topKAscent } from "./ascent.js";
import { usual } from "./effort.js";
import { polishTopK } from "./polish.js";
import { warmTopK } from "./warm.js";

/** A larger sample is first climbed on a random part of this size. */
const rungSize = 1000;
/** A larger sample is climbed before it is searched: its starts are maxima of a part, from which a climb is short. */
const searchedFirst = 20_000;
/** More where the highest maximum is wanted, which few climbs find; a climb costs too much to make as many with every fit. */
const quietClimbs = { weighed: 0.5, highest: 2 } as const;

/**
 * Starts -> EM steps and line searches -> searches and climbs over the cells of the selection, for likelihoods that jump
 * where a top-K gate changes its selection. Such a climb costs more than a smooth one, so that fewer starts are climbed from.
 */
export const topKMethod: Method = {
  warmSize: 500,
  warm: warmTopK,
  rounds: () => [12, 12],
  rungs: ({ n }, given) =>
    n <= rungSize || given !== undefined
      ? []
      : [{ name: "screen", size: rungSize, shortfall: 0, wanted: Infinity, survivors: 2, within: Infinity }],
  exchange: (problem) => ({
    afterRounds: 2,
    onAll: true,
    quietClimbs: quietClimbs[isWeighed(problem) ? "weighed" : "highest"],
  }),
  roughClimbs: 1,
  ascents: (problem) => {
    const moves = movesOf(problem);
    const climbFirst = problem.n > searchedFirst;
    return (key) => topKAscent(moves, { effort: usual, climbFirst, uniform: stream(key) });
  },
  polish: polishTopK,
  polishesGiven: true,
};
