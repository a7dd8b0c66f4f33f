import type { ParameterSet } from "../../src/params/parameterSet.js";
import type { Design } from "../../src/types.js";

/** Where a protocol comes from: printed in the paper, read in its released code, derived, our own stand-in, or the user's own. */
export type Provenance = "printed" | "released code" | "derived" | "stand-in" | "own";

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
  /** The declared (full) sample sizes, rising: at least two, since a slope is what they are for. */
  readonly sizes: readonly number[];
  /** The declared (full) number of replicates at each size. */
  readonly replicates: number;
  readonly method: "newton" | "em";
  readonly start: "multi" | "near-truth";
  /** Number of starts near the truth; with `start: "multi"` absent: as many as it takes until 16 of them agree on the highest maximum, or the rounds end. */
  readonly tries?: number;
  /** Relative change of the log-likelihood at which EM stops; the estimator's default where absent. */
  readonly tolerance?: number;
  /** Steps after which the estimator gives up; its default where absent. */
  readonly maxSteps?: number;
  /**
   * All that is recorded of an estimate; the first is the headline. Names of losses of the library (`lossByName`), and
   * of the distances of the densities, `hellinger` and `totalVariation` (see `densityErrors`).
   */
  readonly losses: readonly string[];
  /** The parameter set over which the estimate is the highest maximum, where it is not the estimator's default. */
  readonly parameterSet?: ParameterSet;
  /** How many of the smallest sizes the slopes leave out (they stay in the summary); none where absent. */
  readonly drop?: number;
  /** The shares of the protocol that smaller budgets run, where these are not the usual ones (see `withBudget`). */
  readonly shares?: Readonly<Partial<Record<"quick" | "default", Share>>>;
}

/** What a budget leaves of a protocol: sizes up to `top`, at most `count` of them (evenly chosen), and replicates. */
export interface Share {
  readonly top: number;
  readonly count: number;
  readonly replicates: number;
}

/** How much of the declared protocol a run does; `custom` where sizes or replicates were given by hand. */
export type Budget = "quick" | "default" | "full" | "custom";
