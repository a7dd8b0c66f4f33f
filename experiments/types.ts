import type { Bounds, FamilyOptions } from "../src/family.js";
import type { Design, Params, Status } from "../src/types.js";

/** Where a protocol comes from: printed in the paper, read in its released code, derived, or our own stand-in. */
export type Provenance = "printed" | "released code" | "derived" | "stand-in";

/**
 * `certified`: ours, the best certified maximum of several starts. `paper`: the authors' released code. `paper-certified`:
 * their sizes, replicates and starts, each fitted to a certified maximum.
 */
export type ProtocolName = "certified" | "paper" | "paper-certified";

/** How the data of an experiment are drawn and fitted, and which losses are recorded. */
export interface Protocol {
  readonly name: ProtocolName;
  readonly provenance: Provenance;
  /** One sentence for captions. */
  readonly describes: string;
  readonly design: Design;
  /** The declared (full) sample sizes. */
  readonly sizes: readonly number[];
  /** The declared (full) number of replicates at each size. */
  readonly replicates: number;
  readonly method: "newton" | "em";
  readonly start: "multi" | "near-truth";
  /** Number of starts. */
  readonly tries: number;
  /** Relative change of the log-likelihood at which EM stops; the estimator's default where absent. */
  readonly tolerance?: number;
  /** Steps after which the estimator gives up; its default where absent. */
  readonly maxSteps?: number;
  /**
   * All that is recorded of an estimate; the first is the headline. Names of losses of the library (`lossByName`), and
   * of the distances of the densities, `hellinger` and `totalVariation` (see `densityErrors`).
   */
  readonly losses: readonly string[];
  /** Bounds of the parameter set in standardised units that are not the estimator's default. */
  readonly bounds?: Partial<Bounds>;
  /** How many of the smallest sizes the slopes leave out (they stay in the summary); none where absent. */
  readonly drop?: number;
  /** What smaller budgets run of it, where that is not the usual share (see `withBudget`). */
  readonly shares?: Readonly<Partial<Record<"quick" | "default", Share>>>;
}

/** What a budget leaves of a protocol: sizes up to `top`, at most `count` of them (evenly chosen), and replicates. */
export interface Share {
  readonly top: number;
  readonly count: number;
  readonly replicates: number;
}

/**
 * What theory says of a loss as n grows. `bound`: it is of the order (log n / n)^(-slope) or smaller. `lower`: it is at
 * least of the order n^slope for some truth near by, whatever the estimator. `floor`: it does not vanish (slope 0).
 */
export interface Theory {
  readonly slope: number;
  /** `bound` where absent. */
  readonly kind?: "bound" | "lower" | "floor";
  readonly source: string;
}

/** One setting: a truth, the number of experts that are fitted, what theory says, and how it is run. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Names the data streams: experiments on the same truth share their data. */
  readonly truthName: string;
  readonly truth: Params;
  /** Number of fitted experts. */
  readonly experts: number;
  /** Options of the fitted families that are not those of the truth: `{ gating: { topK: 2 } }`. */
  readonly fitted?: { readonly gating?: FamilyOptions; readonly expert?: FamilyOptions };
  /**
   * Other parameters with the same density as the truth, where they are more than another order of the experts: losses
   * are against the nearest.
   */
  readonly equivalents?: readonly Params[];
  /** What theory says of the headline loss. */
  readonly theory: Theory;
  /** Sentences that a reader of the results should know. */
  readonly notes?: readonly string[];
  readonly protocols: Readonly<Partial<Record<ProtocolName, Protocol>>>;
  readonly published?: { readonly file: string; readonly loss: "pinned" };
}

/** How much of the declared protocol a run does; `custom` where sizes or replicates were given by hand. */
export type Budget = "quick" | "default" | "full" | "custom";

/** One fit, as plain data: it names everything that is needed to repeat it. */
export interface Task {
  readonly experiment: string;
  readonly protocol: ProtocolName;
  readonly n: number;
  readonly replicate: number;
  readonly seed: string;
}

/** The result of one fit: one JSON line. */
export interface TrialRecord {
  /** `${seed}/${truthName}/${n}/${replicate}/k${k}/${protocol}` */
  readonly key: string;
  readonly experiment: string;
  readonly protocol: string;
  readonly n: number;
  readonly replicate: number;
  readonly k: number;
  readonly seed: string;
  readonly status: Status;
  readonly steps: number;
  readonly logLik: number;
  /** Max-norm of the mean score at the estimate. */
  readonly score: number;
  /** NaN where a loss is not defined for this fit. */
  readonly losses: Readonly<Record<string, number>>;
  /** Number of fitted atoms in the cell of each true atom, in the truth's order: `1,2`. */
  readonly pattern: string;
  readonly params: Params;
  readonly seconds: number;
  readonly version: string;
}

/** Turns a task into its record; a pure function but for the time that it reports. */
export type RunTrial = (task: Task) => TrialRecord | Promise<TrialRecord>;

/** Begins tasks in the given order and yields their records as they are completed, in any order. */
export type Executor = (
  tasks: readonly Task[],
  options?: { readonly signal?: AbortSignal | undefined },
) => AsyncIterable<TrialRecord>;

/** One loss at one sample size, over the replicates. */
export interface SizeSummary {
  readonly n: number;
  readonly replicates: number;
  readonly statuses: Readonly<Record<Status, number>>;
  /** Fits that are `converged` or `singular`. */
  readonly certified: number;
  /** Fits for which the loss is not defined; they are not in the mean, median and quantiles. None where absent. */
  readonly skipped?: number;
  readonly mean: number;
  readonly median: number;
  readonly q10: number;
  readonly q90: number;
}

/**
 * A line log10 y = intercept + slope log10 n, with an interval for its slope. A number that cannot be
 * computed is NaN (in JSON: null): the slope of fewer than two points, the interval of single replicates.
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
  /** Fits that are not certified. */
  readonly failures: number;
  readonly fits: number;
}

/** The authors' released losses at each of their sizes, with the slopes of log mean and log median. */
export interface PublishedCurve {
  readonly label: string;
  readonly points: readonly { readonly n: number; readonly mean: number; readonly median: number }[];
  readonly slopeMean: number;
  readonly slopeMedian: number;
}

/** One curve of a study: a loss of one experiment, of all its fits or of those with one pattern of cell sizes. */
export interface StudySeries {
  readonly label: string;
  readonly experiment: string;
  readonly loss: string;
  readonly pattern?: string;
  /** What theory says of this curve; without it there is no verdict. */
  readonly theory?: Theory;
}

/** Curves that are drawn over one another. */
export interface StudyPanel {
  readonly title: string;
  readonly yTitle: string;
  readonly series: readonly StudySeries[];
  /** Lines of given slopes to compare the curves with. */
  readonly references: readonly { readonly slope: number; readonly label: string }[];
}

/** A question that several experiments answer together: one figure and a part of the final table. */
export interface Study {
  readonly name: string;
  readonly title: string;
  /** One sentence: what is compared. */
  readonly describes: string;
  /** What is drawn and judged; the median where a few replicates would decide the mean. */
  readonly statistic: "mean" | "median";
  readonly panels: readonly StudyPanel[];
  /** What is judged in the table and not drawn. */
  readonly also?: readonly StudySeries[];
  readonly notes: readonly string[];
}

/** A statement of theory beside what was measured. */
export interface Verdict {
  readonly verdict: "agrees" | "does not" | "undecided";
  /** A few words: why. */
  readonly reason: string;
}

/** A curve of a `RatesPicture`; `slope` is that of the drawn statistic. */
export interface RatesSeries {
  readonly label: string;
  readonly points: readonly {
    readonly n: number;
    readonly mean: number;
    readonly median: number;
    readonly q10: number;
    readonly q90: number;
    /** Fits that the point rests on, and how many of them are not certified. */
    readonly fits: number;
    readonly uncertified: number;
  }[];
  readonly slope?: Slope;
  /** Theory's slope. */
  readonly theory?: number;
}

/** Losses against the sample size in several panels, as numbers. */
export interface RatesPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly {
    readonly title: string;
    readonly yTitle: string;
    readonly statistic: "mean" | "median";
    readonly series: readonly RatesSeries[];
    readonly references: readonly { readonly slope: number; readonly label: string }[];
  }[];
  readonly notes: readonly string[];
}

/** Curves without sampling noise in several panels, as numbers. */
export interface CurvesPicture {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly {
    readonly title: string;
    readonly x: { readonly title: string; readonly scale: "log" | "linear" };
    readonly y: { readonly title: string; readonly scale: "log" | "linear" };
    readonly series: readonly {
      readonly label: string;
      readonly points: readonly { readonly x: number; readonly y: number }[];
      readonly style?: "line" | "points" | "both";
      readonly dashed?: boolean;
    }[];
  }[];
  readonly notes: readonly string[];
}

/** A result that needs no data: computed, not estimated. */
export interface Analysis {
  readonly name: string;
  readonly title: string;
  readonly provenance: Provenance;
  readonly compute: () => CurvesPicture;
}
