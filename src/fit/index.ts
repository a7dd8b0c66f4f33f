export type { Certificate } from "./certificate.js";
export type { Criteria } from "./criteria.js";
export { type Fit, type FitOptions, fit, type StartOutcome } from "./fit.js";
export { nearTruthStart } from "./nearTruth.js";
export { defaultBounds } from "./problem.js";
export type { StandardErrors } from "./standardErrors.js";
