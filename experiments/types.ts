import type { Design, Params, Status } from "../src/types.js";

/** Where a protocol comes from: printed in the paper, read in its released code, derived, or our own stand-in. */
export type Standing = "printed" | "released code" | "derived" | "stand-in";

/** How the data of an experiment are drawn and fitted, and which losses are recorded. */
export interface Protocol {
  readonly name: "certified" | "paper";
  readonly standing: Standing;
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
  /** All losses that are recorded; the first is the headline. */
  readonly losses: readonly string[];
  /** How many of the smallest sizes the slopes leave out (they stay in the summary); none where absent. */
  readonly drop?: number;
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
  readonly theory: { readonly slope: number; readonly source: string };
  readonly protocols: Readonly<Partial<Record<"certified" | "paper", Protocol>>>;
  readonly published?: { readonly file: string; readonly loss: "pinned" };
}

/** How much of the declared protocol a run does; `custom` where sizes or replicates were given by hand. */
export type Budget = "quick" | "default" | "full" | "custom";

/** One fit, as plain data: it names everything that is needed to repeat it. */
export interface Task {
  readonly experiment: string;
  readonly protocol: "certified" | "paper";
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
  readonly losses: Readonly<Record<string, number>>;
  readonly params: Params;
  readonly seconds: number;
  readonly version: string;
}

/** Turns a task into its record; a pure function but for the time that it reports. */
export type RunTrial = (task: Task) => TrialRecord | Promise<TrialRecord>;

/** Runs tasks, longest first, and yields their records as they are completed, in any order. */
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

/** All that a figure or a table needs to know of one run. */
export interface Summary {
  readonly experiment: string;
  readonly title: string;
  readonly k: number;
  readonly trueK: number;
  readonly protocol: string;
  readonly standing: Standing;
  readonly describes: string;
  readonly budget: Budget;
  readonly seed: string;
  /** Replicates asked for at each size. */
  readonly replicates: number;
  readonly theory: { readonly slope: number; readonly source: string };
  /** Name of the loss that is drawn. */
  readonly headline: string;
  readonly losses: readonly LossSummary[];
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
