import type { Command } from "commander";
import type { Shard } from "../experiments/storage/shards.js";
import type { Budget } from "../experiments/types/protocol.js";
import { type ClusterOptions, withClusterOptions } from "./cluster.js";
import { integer, integers, shard } from "./options.js";
import type { WorkerOptions } from "./workers.js";

/** How much to run, as the options of `run` and `reproduce` say it. */
export interface BudgetOptions extends WorkerOptions, ClusterOptions {
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly sizes?: readonly number[];
  readonly reps?: number;
  readonly seed: string;
  readonly out: string;
  readonly fitTimeout?: number;
  readonly follow?: boolean;
  readonly shard?: Shard;
}

/** Adds the options that `run` and `reproduce` share. */
export const withBudgetOptions = (command: Command): Command => withClusterOptions(withAmounts(command));

const withAmounts = (command: Command): Command =>
  command
    .option("--quick", "few small samples: does it work?")
    .option("--full", "every size and replicate of the declared protocol")
    .option(
      "--sizes <N1,N2>",
      "sample sizes instead, with the replicates of the budget: 100,1000,1e4",
      integers("--sizes"),
    )
    .option("--reps <N>", "replicates at each size instead", integer("--reps"))
    .option(
      "--workers <N>",
      "worker threads (default: all cores), no more than there are cores; results do not depend on it",
      integer("--workers"),
    )
    .option("--force", "start as many workers as asked for, whatever cores and memory there are")
    .option(
      "--fit-timeout <SECONDS>",
      "give up a fit that takes longer; it counts as a failure, and the same command tries it again",
      integer("--fit-timeout"),
    )
    .option("--seed <S>", "seed: any text", "moestat")
    .option(
      "--out <FOLDER>",
      "folder of the results; a run that finds results there goes on from them",
      "results",
    )
    .option(
      "--shard <I/N>",
      "only the I-th of N parts of the fits, I from 0, in a file of its own; the same command without it puts them together",
      shard("--shard"),
    )
    .option("--follow", "write results through a results file that is a symbolic link");

/** The budget that the options ask for. Throws where they ask for two. */
export function budgetOf({ quick, full }: Pick<BudgetOptions, "quick" | "full">): Exclude<Budget, "custom"> {
  if (quick && full) throw new Error("invalid budget; --quick and --full exclude each other");
  if (quick) return "quick";
  return full ? "full" : "default";
}
