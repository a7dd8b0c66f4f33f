export { type Interval, type IntervalOptions, type Intervals, intervals } from "./intervals.js";
export type { FittedPoint } from "./point.js";
export { sandwich } from "./sandwich.js";
