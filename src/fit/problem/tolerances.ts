// All tolerances of a fit, each with one meaning, in standardised units (inputs and response of mean 0 and standard
// deviation 1) and for the mean log-likelihood. What rounding hides is told in numeric.

/** A mean score whose largest entry is at most this is zero, as certificates understand it. */
export const scoreTolerance = 1e-8;

/**
 * Ascents go on until the score is at most this. Newton's method squares the score in its last steps, so that going
 * further than the certificate asks costs a step or two, and the score then vanishes in the data's own units as well.
 */
export const scoreGoal = 1e-3 * scoreTolerance;

/** An eigenvalue of the mean Hessian within this of zero is none: its eigenvector is a flat direction. */
export const flatEigenvalue = 1e-7;

/** An M-step ends when the score of its criterion is at most this: the next E-step changes the criterion by more. */
export const mStepScore = 1e-9;

/** Relative gains of the log-likelihood that are smaller than this are not worth another search over selections. */
export const worthwhileGain = 1e-10;

/**
 * Two maxima are one if their log-likelihoods differ by at most `nats` and their experts' coefficients by at most
 * `experts` (relative, but for small ones).
 */
export const sameMaximum = { nats: 0.01, experts: 1e-3 } as const;
