import { join, resolve } from "node:path";
import { shellWord } from "../../shell-word.js";

/** What a job asks of Slurm and what it runs. */
export interface JobOptions {
  /** Names the job and its folder: small letters, figures, hyphens. */
  readonly name: string;
  /** The folder of the results; script and logs are in `slurm/NAME` there. */
  readonly out: string;
  /** The command line, word by word, that runs a shard when `--shard I/N` follows it. */
  readonly command: readonly string[];
  /** Folder in which it runs; this process's by default. */
  readonly directory?: string | undefined;
  /** Number of array tasks, each of which runs a shard. */
  readonly array: number;
  /** Processors of a task; 1 by default. */
  readonly cpus?: number | undefined;
  /** As Slurm takes them (`01:00:00`, `2G`); the cluster's own where absent. */
  readonly partition?: string | undefined;
  readonly time?: string | undefined;
  readonly mem?: string | undefined;
}

/** The name that the job has in Slurm. */
export const jobName = ({ name }: Pick<JobOptions, "name">): string => `moestat-${name}`;

/** The folder of script and logs. */
export const jobFolder = ({ out, name }: Pick<JobOptions, "out" | "name">): string =>
  join(out, "slurm", name);

/** The file of the job script. */
export const scriptFile = (options: Pick<JobOptions, "out" | "name">): string =>
  join(jobFolder(options), "job.sh");

/** What an array task printed, in all attempts. */
export const logFile = (options: Pick<JobOptions, "out" | "name">, task: number): string =>
  join(jobFolder(options), `task-${task}.log`);

/** The words that submit the script for these tasks. */
export const submission = (options: JobOptions, tasks: readonly number[]): string[] => [
  "sbatch",
  "--parsable",
  `--array=${ranges(tasks)}`,
  scriptFile(options),
];

/**
 * The job script: what is asked of Slurm, then the command line with the shard of the array task. The process takes the shell's
 * place, so that Slurm's signals reach it. Throws for a number of tasks or processors that is no positive whole number.
 */
export function jobScript(options: JobOptions): string {
  const { directory = process.cwd(), command, array, cpus = 1, partition, time, mem } = options;
  for (const [name, value] of Object.entries({ array, cpus }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error(`invalid ${name}; not a positive whole number: ${value}`);
  // In names of files Slurm reads % as the beginning of a pattern.
  const logs = join(resolve(directory, jobFolder(options)).replaceAll("%", "%%"), "task-%a.log");
  const asked = [
    ["job-name", jobName(options)],
    ["partition", partition],
    ["time", time],
    ["cpus-per-task", String(cpus)],
    ["mem", mem],
    ["output", logs],
    ["open-mode", "append"],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`#SBATCH --${name}=${shellWord(value)}`]));
  return [
    "#!/bin/bash",
    ...asked,
    `# Array task I runs shard I of ${array}.`,
    `cd ${shellWord(directory)} || exit 1`,
    `exec ${command.map(shellWord).join(" ")} --shard "$SLURM_ARRAY_TASK_ID/${array}"`,
    "",
  ].join("\n");
}

/** Rising whole numbers in few words: `0-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join();
}
