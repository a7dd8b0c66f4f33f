import type { Header } from "../storage/results-file.js";
import type { Protocol } from "../types/protocol.js";
import type { Executor } from "../types/record.js";

/** An experiment whose fits are run by processes of their own, each with a shard's file beside the results file. */
export interface ShardedRun {
  readonly experiment: string;
  /** The one that is run, with the budget's sizes and replicates. */
  readonly protocol: Pick<Protocol, "sizes" | "replicates">;
  readonly file: string;
  readonly header: Header;
}

/**
 * An executor that has the fits run by processes of their own, perhaps on other machines, and yields the records from the files of
 * their shards as these grow.
 */
export type Cluster = (runs: readonly ShardedRun[]) => Executor;
