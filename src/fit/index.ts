export { type Fit, fit, type StartOutcome } from "./fit.js";
export type { Certificate } from "./maximum/certificate.js";
export type { FitOptions } from "./options.js";
export { defaultBounds } from "./problem/problem.js";
export type { Criteria } from "./report/criteria.js";
export type { ErrorField, StandardErrors } from "./report/standardErrors.js";
export { nearTruthStart } from "./starts/nearTruth.js";
