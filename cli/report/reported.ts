import type { AnyAnswer, AnyFit } from "../../src/fit/index.js";
import type { Sample } from "../../src/types.js";
import type { Data } from "../data/types.js";

/** What a report says of the data of a fit: all of it a fit file keeps, but for the responses. */
export interface ReportedData
  extends Pick<
    Data,
    | "file"
    | "formula"
    | "response"
    | "labels"
    | "references"
    | "remarks"
    | "weights"
    | "observations"
    | "terms"
  > {
  readonly sample: Pick<Sample, "n"> & Partial<Pick<Sample, "y">>;
}

/** What it says of another maximum. */
export type ReportedAlternative = Pick<
  AnyFit["alternatives"][number],
  "logLik" | "status" | "certificate" | "hits" | "ahead" | "reason"
>;

/** The maximum that is shown, as far as a report tells of it: that of a fit (see `Shown`), or of a file that keeps one. */
export interface Reported {
  readonly fit: Pick<AnyFit, "n" | "k" | "choice" | "search" | "parameterSet" | "fixed" | "penalty"> & {
    /** The log-likelihood of the answer; absent where a file keeps another maximum alone. */
    readonly logLik?: number;
    /** Absent where a file does not keep them. */
    readonly alternatives?: readonly ReportedAlternative[];
  };
  readonly answer: Pick<
    AnyAnswer,
    "params" | "logLik" | "penalised" | "status" | "certificate" | "hits" | "criteria"
  > &
    Partial<Pick<AnyAnswer, "standardErrors">>;
  /** 1 is the answer. */
  readonly number: number;
  /** Why it is not the answer; absent for the answer. */
  readonly reason?: string;
}
