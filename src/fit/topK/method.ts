import { stream } from "../../random/stream.js";
import type { Method } from "../problem/method.js";
import { topKAscent } from "./ascent.js";
import { usual } from "./effort.js";
import { polishTopK } from "./polish.js";
import { warmTopK } from "./warm.js";

/** Above so many observations the starts first climb on so many of them. */
const rungSize = 1000;
/** A sample above this size, to which one mostly comes from the maximum of a part, is climbed before it is searched. */
const searchedFirst = 20_000;

/**
 * Starts -> EM steps and line searches -> searches and climbs over the cells of the selection, for likelihoods that jump
 * where a top-K gate changes its selection. Climbs cost more than smooth ones, and so fewer starts get as far.
 */
export const topKMethod: Method = {
  warmSize: 500,
  warm: warmTopK,
  rounds: () => [12, 12],
  rungs: (n, own) =>
    n <= rungSize || own !== undefined
      ? []
      : [{ name: "screen", size: rungSize, missing: 0, places: Infinity, survivors: 2, within: 2 }],
  roughClimbs: 1,
  ascent: (problem, key) =>
    topKAscent(problem, { effort: usual, climbFirst: problem.n > searchedFirst, uniform: stream(key) }),
  polish: polishTopK,
};
