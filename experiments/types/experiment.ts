import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import type { AnyParams, FamilyParams } from "../../src/types.js";
import type { OwnLoss, Source } from "./experiment-file.js";
import type { Protocol, ProtocolName } from "./protocol.js";

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
  /** In small letters, figures and hyphens: it names files. */
  readonly name: string;
  readonly title: string;
  /**
   * Names the data streams: experiments on the same truth and design share it, and with it their data. A truth of its own
   * needs a name of its own.
   */
  readonly truthName: string;
  readonly truth: AnyParams;
  /** Number of fitted experts. */
  readonly k: number;
  /** Names the parameter set, where several experiments differ by it alone. */
  readonly set?: string;
  /** Options of the fitted families that are not those of the truth: `{ gating: { topK: 2 } }`. */
  readonly fitted?: {
    readonly gating?: FamilyOptions;
    readonly expert?: FamilyOptions;
    /** The name and the options of the family of each fitted expert, where it is not the truth's. */
    readonly experts?: readonly FamilyParams[];
  };
  /**
   * Other parameters with the same density as the truth, where they are more than another order of the experts: losses
   * are against the nearest.
   */
  readonly equivalents?: readonly AnyParams[];
  /** What theory says of the headline loss. */
  readonly theory: Theory;
  /** Sentences that a reader of the results should know. */
  readonly notes?: readonly string[];
  /** Each under its own name; `certified` is the one that is run unless another is asked for. */
  readonly protocols: { readonly certified: Protocol } & Readonly<Partial<Record<ProtocolName, Protocol>>>;
  readonly published?: { readonly file: string; readonly loss: "pinned" };
  /** What is not the package's: see `OwnParts`. */
  readonly own?: OwnParts;
  /** Where a worker finds an experiment that is not in the index; without it, it runs in the thread that has it. */
  readonly source?: Source;
}

/** The code that an experiment brings along. */
export interface OwnParts {
  /** The families that the truth is of, where records do not name them. */
  readonly gating?: Gating;
  readonly expert?: Expert | readonly Expert[];
  /** Those that are fitted, where they are others: of all experts, or of each. */
  readonly fitted?: {
    readonly gating?: Gating;
    readonly expert?: Expert;
    readonly experts?: readonly Expert[];
  };
  /** Whether the inputs are drawn by a function of its own. */
  readonly design?: true;
  /** Losses by name. */
  readonly losses?: Readonly<Record<string, OwnLoss>>;
  /** Hash of the source text, so that fits of changed code are not taken for its own; absent where there is no file. */
  readonly code?: string;
}
