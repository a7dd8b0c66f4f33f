import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../folder.js";
import { lockingJob, unlockEnded } from "../../storage/lock.js";
import { shardFile, shardFilesOf } from "../../storage/shards.js";
import { writeWhole } from "../../storage/write-whole.js";
import type { TimedRecord } from "../../types/record.js";
import type { Cluster, ShardedRun } from "../cluster.js";
import { type Harvest, harvest } from "./harvest.js";
import { type Outstanding, outstanding } from "./outstanding.js";
import { hasEnded, isOver, type Job, lastLine, statesOf, submit, type TaskState } from "./queue.js";
import {
  type JobOptions,
  jobFolder,
  jobName,
  jobScript,
  logFile,
  ranges,
  scriptFile,
  submission,
} from "./script.js";

/** How a run is done by Slurm. */
export interface SlurmOptions extends JobOptions {
  /** How often in a row a task may end without a new fit before it is given up; 3 by default. */
  readonly attempts?: number | undefined;
  /** Most seconds between two looks at the queue and the files; 10 by default. */
  readonly poll?: number | undefined;
  /** Gets sentences on what becomes of the job. */
  readonly tell?: ((sentence: string) => void) | undefined;
}

/**
 * Runs fits as an array of Slurm jobs: writes the script, submits it, and yields the records from the shards' files as they come.
 * Where a job of an earlier call still runs, that is followed. Tasks that ended before all their fits were done are submitted
 * again, as long as each attempt brings a fit or there have been fewer than `attempts` in a row that brought none. An abort leaves the job
 * running. Throws the signal's reason after an abort, and one sentence where Slurm refuses the job, tasks were cancelled, or are given
 * up, with the last line of a log.
 */
export function slurm(options: SlurmOptions): Cluster {
  return (runs) =>
    async function* (tasks, { signal, onLost } = {}) {
      signal?.throwIfAborted();
      const waiting = outstanding(tasks, runs);
      if (waiting.left() === 0) return;
      const script = jobScript(options);
      const field = harvest(runs, waiting);
      const around = { options, waiting, field, signal };
      const earlier = await runningJob(options);
      if (earlier) {
        options.tell?.(`job ${earlier.id} of an earlier call goes on; it is followed`);
        refuseCancelled(earlier, yield* follow(earlier, around), waiting.left());
      }
      const { attempts = 3 } = options;
      const ends: string[] = [];
      const barren = new Array<number>(options.array).fill(0);
      for (;;) {
        await unlockOver(runs, options);
        yield* field.gather();
        const before = waiting.leftOfShards(options.array);
        const left = shardsWith(before).filter((task) => barren[task]! < attempts);
        if (left.length === 0) break;
        const job = await begin(options, script, left);
        const states = yield* follow(job, around);
        if (onLost) field.lost().forEach(onLost);
        refuseCancelled(job, states, waiting.left());
        const after = waiting.leftOfShards(options.array);
        for (const task of left) barren[task] = after[task]! < before[task]! ? 0 : barren[task]! + 1;
        for (const task of shardsWith(after)) ends[task] = ending(options, states, task);
        const [first] = shardsWith(after);
        if (first !== undefined)
          options.tell?.(
            `job ${job.id} left ${waiting.left()} fits undone; task ${first} ended as ${ends[first]}`,
          );
      }
      const givenUp = shardsWith(barren.map((times) => Number(times >= attempts)));
      if (waiting.left() > 0) throw new Error(failure(options, givenUp, ends));
      field.clear();
    };
}

const shardsWith = (fits: readonly number[]): number[] =>
  fits.flatMap((count, task) => (count > 0 ? [task] : []));

const stateFile = (options: SlurmOptions): string => join(jobFolder(options), "job.json");

/** The job that an earlier call submitted, if any of it waits or runs. Throws where Slurm does not answer. */
async function runningJob(options: SlurmOptions): Promise<Job | undefined> {
  const job = readJob(stateFile(options));
  if (!job) return undefined;
  const answer = await statesOf(job, new Map());
  if ("silence" in answer) throw new Error(`cannot ask for job ${job.id}; squeue: ${answer.silence}`);
  return [...answer.states.values()].every(hasEnded) ? undefined : job;
}

function readJob(file: string): Job | undefined {
  try {
    const job = JSON.parse(readFileSync(file, "utf8"));
    return /^\d+$/.test(job.id) && Array.isArray(job.tasks) ? job : undefined;
  } catch {
    return undefined;
  }
}

async function begin(options: SlurmOptions, script: string, tasks: readonly number[]): Promise<Job> {
  makeFolder(jobFolder(options));
  writeFileSync(scriptFile(options), script);
  const id = await submit(submission(options, tasks));
  const job: Job = { id, name: jobName(options), tasks };
  writeWhole(stateFile(options), `${JSON.stringify(job)}\n`);
  options.tell?.(`job ${id}: ${named(tasks)} submitted, logs in ${jobFolder(options)}`);
  return job;
}

interface Around {
  readonly options: SlurmOptions;
  readonly waiting: Outstanding;
  readonly field: Harvest;
  readonly signal: AbortSignal | undefined;
}

/** Yields what comes until all tasks of a job have ended, and returns how. */
async function* follow(
  job: Job,
  { options, field, signal }: Around,
): AsyncGenerator<TimedRecord, ReadonlyMap<number, TaskState>> {
  const { poll = 10, tell = () => {} } = options;
  const began = Date.now();
  let states: ReadonlyMap<number, TaskState> = new Map();
  let told = "";
  for (;;) {
    leaving(job, options, signal);
    const answer = await statesOf(job, states);
    yield* field.gather();
    if ("states" in answer) states = answer.states;
    const news =
      "states" in answer
        ? waitingFor(job, states)
        : `squeue does not answer (${answer.silence}); it is asked again`;
    if (news !== "" && news !== told) tell(news);
    told = news;
    if ("states" in answer && [...states.values()].every(hasEnded)) break;
    // A tenth of the time that has passed: a short job is not waited for longer than it takes, a long one not asked for often.
    const seconds = Math.min(poll, Math.max(least, (Date.now() - began) / 10_000));
    await sleep(1000 * seconds, undefined, signal ? { signal } : {}).catch(() => {});
  }
  rmSync(stateFile(options), { force: true });
  return states;
}

// Seconds between the first looks.
const least = 0.5;

/** Throws the reason of an abort, after a word on how the job can be ended or taken up. */
function leaving(job: Job, { tell }: SlurmOptions, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  tell?.(
    `job ${job.id} goes on without this process; the same command follows it, scancel ${job.id} ends it`,
  );
  signal.throwIfAborted();
}

function waitingFor({ id }: Job, states: ReadonlyMap<number, TaskState>): string {
  const all = [...states.values()];
  if (!all.every(({ state }) => state === "PENDING")) return "";
  const reasons = new Set(all.map(({ reason }) => reason ?? "None"));
  reasons.delete("None");
  return reasons.size === 0 ? "" : `job ${id} waits (${[...reasons].join(", ")})`;
}

/** Throws where fits are left since tasks were cancelled: who cancels a job does not want it submitted again at once. */
function refuseCancelled(job: Job, states: ReadonlyMap<number, TaskState>, left: number): void {
  const cancelled = [...states.keys()].filter((task) => states.get(task)!.state === "CANCELLED");
  if (left === 0 || cancelled.length === 0) return;
  throw new Error(
    `${named(cancelled)} of job ${job.id} cancelled, ${left} fits are not done; the same command submits them again`,
  );
}

/** What is said of tasks that are given up. */
function failure(options: SlurmOptions, tasks: readonly number[], ends: readonly string[]): string {
  const { attempts = 3 } = options;
  const told = tasks.slice(0, 3).map((task) => `task ${task} ended as ${ends[task]}`);
  const more = tasks.length > told.length ? [`and ${tasks.length - told.length} more`] : [];
  return `${named(tasks)} ended ${attempts} times in a row without a new fit; ${[...told, ...more].join("; ")}; logs in ${jobFolder(options)}`;
}

const named = (tasks: readonly number[]): string =>
  tasks.length === 1 ? `task ${tasks[0]}` : `tasks ${ranges(tasks)}`;

/** How a task ended: its state and the last line of its log. */
function ending(options: SlurmOptions, states: ReadonlyMap<number, TaskState>, task: number): string {
  const state = states.get(task)?.state ?? "UNKNOWN";
  try {
    const last = lastLine(readFileSync(logFile(options, task), "utf8"));
    return last === "" ? `${state}, without a word` : `${state}, its last words: ${last}`;
  } catch {
    return `${state}, without a log`;
  }
}

/** Removes the locks that processes of ended jobs have left beside the shards, on this or another machine. */
async function unlockOver(runs: readonly ShardedRun[], { array }: SlurmOptions): Promise<void> {
  // A process may have been killed before it made its file.
  const own = (file: string) =>
    Array.from({ length: array }, (_, index) => shardFile(file, { index, of: array }));
  const files = new Set(runs.flatMap(({ file }) => [...own(file), ...shardFilesOf(file)]));
  const jobs = new Map<string, boolean>();
  for (const file of files) {
    const job = lockingJob(file);
    if (job === undefined) continue;
    if (!jobs.has(job)) jobs.set(job, await isOver(job));
    if (jobs.get(job)) unlockEnded(file, job);
  }
}
