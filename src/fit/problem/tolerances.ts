// All tolerances of a fit, each with one meaning, in standardised units (inputs and response of mean 0 and standard
// deviation 1) and for the mean log-likelihood. How much rounding hides is stated in numeric/rounding.

/** Certificates take a mean score for zero if its largest entry is at most this. */
export const scoreTolerance = 1e-8;

/**
 * Ascents climb until the score is at most this. Newton's method squares the score in its last steps, so that this target,
 * a thousandth of what the certificate asks, costs a step or two more; the score then vanishes in the data's own units as well.
 */
export const scoreTarget = 1e-3 * scoreTolerance;

/** An eigenvalue of the mean Hessian counts as zero if it is within this of zero; its eigenvector is then a flat direction. */
export const flatEigenvalue = 1e-7;

/**
 * A constraint that holds a point may be dropped where the score along the others is at most this: its multiplier is then right
 * to some digits.
 */
export const droppingScore = 100 * scoreTolerance;

/** On a tie the ranks of a top-K gate differ by this: more than rounding, so that the selection is certain, and less than matters. */
export const rankClearance = 1e-10;

/** An M-step ends when the score of its criterion is at most this, since the next E-step changes the criterion by more. */
export const mStepScore = 1e-9;

/** A search over selections is repeated only after a relative gain of the log-likelihood above this. */
export const worthwhileGain = 1e-10;

/**
 * Two maxima are the same if their log-likelihoods differ by at most `nats`, and each coefficient c of their experts by at
 * most `experts` times 1 + |c|.
 */
export const sameMaximum = { nats: 0.01, experts: 1e-3 } as const;

/** Two ends of climbs whose log-likelihoods differ by at most so many nats are one maximum, whatever their coefficients. */
export const sameHeight = 1e-4;
