export { fitAsync } from "./fits/browser.js";
export type { FitAsync, FitAsyncOptions } from "./fits/fitAsync.js";
