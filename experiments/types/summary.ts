import type { Status } from "../../src/types.js";
import type { Theory } from "./experiment.js";
import type { Budget, Provenance } from "./protocol.js";

/** How a fit ends that is no certified maximum over its parameter set; on the boundary of the set the Karush-Kuhn-Tucker conditions certify one. */
export type Uncertified = Extract<Status, "collapsed" | "maxSteps">;

/** One loss at one sample size, over the replicates. */
export interface SizeSummary {
  readonly n: number;
  readonly replicates: number;
  /** How the fits ended; those that were lost have no status. */
  readonly statuses: Readonly<Record<Status, number>>;
  /** Fits that are certified maxima: `converged`, `singular` or `boundary`. */
  readonly certified: number;
  /** Number of fits that were lost or for which the loss is not defined, and which mean, median and quantiles leave out; 0 where absent. */
  readonly skipped?: number;
  readonly mean: number;
  readonly median: number;
  readonly q10: number;
  readonly q25: number;
  readonly q75: number;
  readonly q90: number;
}

/**
 * A line log10 y = intercept + slope log10 n, with an interval for its slope. A number that cannot be
 * computed is NaN (in JSON: null): the slope of fewer than three points, the interval of single replicates.
 */
export interface Slope {
  readonly slope: number;
  readonly intercept: number;
  readonly low: number;
  readonly high: number;
  readonly level: 0.95;
  /** Sizes that are no point of the line: dropped by the protocol, or with a value that has no logarithm. */
  readonly omitted?: readonly number[];
}

/** One loss over all sample sizes, with the slopes of its mean and of its median. */
export interface LossSummary {
  readonly loss: string;
  readonly sizes: readonly SizeSummary[];
  readonly mean: Slope;
  readonly median: Slope;
  /** The same from the certified fits alone; present when more than 1 % of the fits are not certified. */
  readonly certifiedOnly?: {
    readonly mean: Slope;
    readonly median: Slope;
    readonly sizes: readonly SizeSummary[];
  };
}

/** All losses of the fits with one pattern of cell sizes, at the sizes where there are any. */
export interface PatternSummary {
  /** Number of fitted atoms in the cell of each true atom: `1,2`. */
  readonly pattern: string;
  readonly fits: number;
  readonly losses: readonly LossSummary[];
}

/** All that a figure or a table needs to know of one run. */
export interface Summary {
  readonly experiment: string;
  readonly title: string;
  readonly k: number;
  readonly trueK: number;
  readonly protocol: string;
  readonly provenance: Provenance;
  readonly describes: string;
  readonly budget: Budget;
  readonly seed: string;
  /** Replicates asked for at each size. */
  readonly replicates: number;
  readonly theory: Theory;
  /** Sentences of the experiment that belong below its figure. */
  readonly notes?: readonly string[];
  /** Name of the loss that is drawn. */
  readonly headline: string;
  readonly losses: readonly LossSummary[];
  /** The same by pattern of cell sizes, most frequent first; only for an over-specified fit. */
  readonly patterns?: readonly PatternSummary[];
  readonly published?: PublishedCurve;
  /** Fits that are not certified, lost ones among them. */
  readonly failures: number;
  /** Fits that were lost, as their workers ran out of memory or time; none where absent. They count as skipped at their size. */
  readonly lost?: number;
  readonly fits: number;
}

/** The authors' released losses at each of their sizes, with the slopes of log mean and log median. */
export interface PublishedCurve {
  readonly label: string;
  readonly points: readonly { readonly n: number; readonly mean: number; readonly median: number }[];
  readonly slopeMean: number;
  readonly slopeMedian: number;
}
