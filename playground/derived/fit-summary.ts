import type { Fit } from "../../src/fit/index.js";
import type { Params } from "../../src/types.js";

/** A maximum that was found. */
export interface Maximum {
  readonly params: Params;
  readonly logLik: number;
  /** Its log-likelihood less that of the answer. */
  readonly ahead: number;
  readonly status: string;
  /** How many starts led there. */
  readonly hits: number;
  /** Why it is not the answer; empty for the answer. */
  readonly reason: string;
}

/** The answer first, then every other maximum, the highest first. */
export const maximaOf = ({ params, logLik, status, hits, alternatives }: Fit): Maximum[] => [
  { params, logLik, ahead: 0, status, hits, reason: "" },
  ...alternatives.map((one) => ({
    params: one.params,
    logLik: one.logLik,
    ahead: one.ahead,
    status: one.status,
    hits: one.hits,
    reason: one.reason,
  })),
];
