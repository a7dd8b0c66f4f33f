export { type Interval, type IntervalOptions, type Intervals, intervals } from "./intervals.js";
