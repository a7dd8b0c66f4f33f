/**
 * Fits in workers: `moestat/parallel`.
 *
 * @module moestat/parallel
 */
export type { FitAsync, FitAsyncOptions } from "./fits/fitAsync.js";
export { fitAsync } from "./fits/node.js";
export { refitsInThreads } from "./refits.js";
