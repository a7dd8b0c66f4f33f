import { type Command, Option } from "commander";
import type { Cluster } from "../experiments/executors/cluster.js";
import { type JobOptions, jobScript, submission } from "../experiments/executors/slurm/script.js";
import { slurm } from "../experiments/executors/slurm/slurm.js";
import { shellWord } from "../experiments/shell-word.js";
import { integer, oneOf } from "./options.js";
import { note, print } from "./output.js";

const executors = ["threads", "slurm"] as const;

/** Where fits are run, as the options of `run` and `reproduce` say it. */
export interface ClusterOptions {
  readonly executor: (typeof executors)[number];
  readonly array?: number;
  readonly cpus?: number;
  readonly partition?: string;
  readonly time?: string;
  readonly mem?: string;
  readonly attempts?: number;
  readonly poll?: number;
  readonly dryRun?: boolean;
}

/** The options of Slurm by their property names, with the words of their help. */
const ofSlurm = () => ({
  array: new Option("--array <N>", "slurm: number of array tasks (see `moestat plan`)").argParser(
    integer("--array", 1e6),
  ),
  cpus: new Option("--cpus <N>", "slurm: processors of a task").argParser(integer("--cpus", 1e4)),
  partition: new Option("--partition <NAME>", "slurm: partition"),
  time: new Option("--time <HH:MM:SS>", "slurm: time limit of a task"),
  mem: new Option("--mem <SIZE>", "slurm: memory of a task: 2G"),
  attempts: new Option(
    "--attempts <N>",
    "slurm: how often in a row a task may end without a new fit (default: 3)",
  ).argParser(integer("--attempts", 1000)),
  poll: new Option(
    "--poll <SECONDS>",
    "slurm: most seconds between looks at the queue (default: 10)",
  ).argParser(integer("--poll", 3600)),
  dryRun: new Option("--dry-run", "slurm: print the script and the command, submit nothing"),
});

/** Adds the options that say where fits are run. */
export function withClusterOptions(command: Command): Command {
  command.addOption(
    new Option("--executor <NAME>", `where fits are run: ${executors.join(", ")}`)
      .argParser(oneOf("executor", executors))
      .default("threads"),
  );
  for (const option of Object.values(ofSlurm())) command.addOption(option);
  return command;
}

/** Options that a job of Slurm depends on beside its own. */
interface Surroundings extends ClusterOptions {
  readonly out: string;
  readonly workers?: number;
  readonly shard?: unknown;
}

/**
 * What runs the fits, where that is not this process. `name` names the job and its folder. Throws for options of Slurm
 * without Slurm, and for such as do not go with it.
 */
export function clusterOf(name: string, options: Surroundings): Cluster | undefined {
  const job = jobOf(name, options);
  if (!job) return undefined;
  const { attempts, poll } = options;
  return slurm({ ...job, attempts, poll, tell: note });
}

/** Prints the job instead of running it, where that is asked for, and returns whether it was. */
export function printedJob(name: string, options: Surroundings): boolean {
  const job = jobOf(name, options);
  if (!job || !options.dryRun) return false;
  const all = Array.from({ length: job.array }, (_, task) => task);
  print(`${jobScript(job)}\n${submission(job, all).map(shellWord).join(" ")}`);
  return true;
}

function jobOf(name: string, options: Surroundings): JobOptions | undefined {
  const { executor, array, cpus = 1, partition, time, mem, out } = options;
  const given = Object.entries(ofSlurm()).find(([key]) => options[key as keyof ClusterOptions] !== undefined);
  if (executor !== "slurm") {
    if (given) throw new Error(`invalid ${given[1].long}; it needs --executor slurm`);
    return undefined;
  }
  if (options.shard !== undefined)
    throw new Error("invalid --shard; with --executor slurm, --array says how many shards there are");
  if (options.workers !== undefined)
    throw new Error("invalid --workers; with --executor slurm, --cpus says how many a task has");
  if (array === undefined)
    throw new Error("missing --array; `moestat plan` suggests a number of array tasks");
  const command = [
    process.execPath,
    ...process.execArgv,
    process.argv[1]!,
    ...shardWords(process.argv.slice(2)),
  ];
  return { name, out, array, cpus, partition, time, mem, command: [...command, "--workers", String(cpus)] };
}

/** The command line without the options that say where fits are run. */
export function shardWords(words: readonly string[]): string[] {
  const flags = ["--executor", ...Object.values(ofSlurm()).map(({ long }) => long!)];
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [flag] = words[i]!.split("=");
    if (!flags.includes(flag!)) kept.push(words[i]!);
    else if (words[i] === flag && flag !== "--dry-run") i++;
  }
  return kept;
}
