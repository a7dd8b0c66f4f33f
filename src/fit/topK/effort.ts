import type { Effort } from "./lineSearch.js";

// How hard searches over selections try; chosen so that further effort found higher maxima in few fits of the experiments.

/** Of the search from each of many starts, and from each perturbed maximum. */
export const quick: Effort = { lines: 1, tries: 2, scoreChanges: [0.5, 2.5] };
/** Of the searches between the climbs from the best starts. */
export const usual: Effort = { lines: 2, tries: 3, scoreChanges: [0.5] };
/** Of the last search, from the highest maximum of n observations. */
export const thorough = (n: number): Effort => ({
  lines: 8,
  tries: n <= 4000 ? 24 : 8,
  scoreChanges: [0.3, 1.5],
});
