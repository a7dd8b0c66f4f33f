export { type Interval, type IntervalOptions, type Intervals, intervals } from "./intervals.js";
export type { FittedPoint } from "./point.js";
export { type Profile, type ProfileEnd, type ProfileOptions, type ProfilePoint, profile } from "./profile.js";
export { sandwich } from "./sandwich.js";
