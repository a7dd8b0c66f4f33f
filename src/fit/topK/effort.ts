import type { Effort } from "./lineSearch.js";

// How hard searches over selections try; chosen so that further effort found higher maxima in few fits of the experiments.

/** From each of many starts, and about a maximum. */
export const quick: Effort = { lines: 1, tries: 2, reach: [0.5, 2.5] };
/** In the climb from some. */
export const usual: Effort = { lines: 2, tries: 3, reach: [0.5] };
/** In the last one, from the highest of n observations. */
export const thorough = (n: number): Effort => ({
  lines: 8,
  tries: n <= 4000 ? 24 : 8,
  reach: [0.3, 1.5],
});
