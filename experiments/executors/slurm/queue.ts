import { execFile } from "node:child_process";

/** Job numbers and states as Slurm's own programs tell them. */
export interface TaskState {
  /** In Slurm's words: `PENDING`, `RUNNING`, `COMPLETED`; `UNKNOWN` where it has forgotten a task. */
  readonly state: string;
  /** Why a task waits. */
  readonly reason?: string;
}

/** Array tasks that are submitted together. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly tasks: readonly number[];
}

/** States that a task does not leave. */
const final = new Set([
  ...["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED"],
  ...["REVOKED", "TIMEOUT", "UNKNOWN"],
]);

/** Whether a task has ended, one way or another. */
export const hasEnded = ({ state }: TaskState): boolean => final.has(state);

/** Submits a job and returns its number. Throws a sentence where Slurm refuses it, or is not there. */
export async function submit([program, ...args]: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await output(program!, args);
  const [id] = stdout.trim().split(";");
  if (code === 0 && /^\d+$/.test(id!)) return id!;
  throw new Error(
    `${program} refuses the job; ${lastLine(stderr) || lastLine(stdout) || `exit code ${code}`}`,
  );
}

/** The states of a job's tasks, or why they cannot be had just now. */
export type Answer = { readonly states: ReadonlyMap<number, TaskState> } | { readonly silence: string };

/**
 * Asks for the states of a job's tasks. Slurm forgets a task some minutes after its end: `known` is what was said of it before, and
 * the accounting is asked, if there is one. Throws where `squeue` is not installed.
 */
export async function statesOf(job: Job, known: ReadonlyMap<number, TaskState>): Promise<Answer> {
  const listed = await queued(job);
  if ("silence" in listed) return listed;
  const ended = (task: number): TaskState | undefined => {
    const before = known.get(task);
    return before && hasEnded(before) ? before : undefined;
  };
  const forgotten = job.tasks.filter((task) => !listed.states.has(task) && !ended(task));
  const accounted = forgotten.length > 0 ? await accountedFor(job) : new Map<number, TaskState>();
  const unknown: TaskState = { state: "UNKNOWN" };
  return {
    states: new Map(
      job.tasks.map((task) => [
        task,
        listed.states.get(task) ?? ended(task) ?? accounted.get(task) ?? unknown,
      ]),
    ),
  };
}

/** The tasks that Slurm still has in mind. A number may be another job's after a new installation: the name tells. */
async function queued({ id, name }: Job): Promise<Answer> {
  const asked = ["--noheader", "--array", "--states=all", `--jobs=${id}`, "--format=%K|%T|%r|%j"];
  const { code, stdout, stderr } = await output("squeue", asked);
  if (code !== 0 && !/invalid job id/i.test(stderr))
    return { silence: lastLine(stderr) || `exit code ${code}` };
  const states = new Map<number, TaskState>();
  for (const line of stdout.split("\n")) {
    const [task, state, reason, ...job] = line.trim().split("|");
    if (/^\d+$/.test(task!) && job.join("|") === name)
      states.set(Number(task), { state: state!, ...(reason ? { reason } : {}) });
  }
  return { states };
}

/** Whether no task of a job waits or runs; false where Slurm does not answer. */
export async function isOver(id: string): Promise<boolean> {
  const { code, stdout, stderr } = await output("squeue", ["--noheader", `--jobs=${id}`, "--format=%T"]);
  return code === 0 ? stdout.trim() === "" : /invalid job id/i.test(stderr);
}

/** What the accounting says of tasks that have ended; nothing where there is none. */
async function accountedFor({ id }: Job): Promise<ReadonlyMap<number, TaskState>> {
  const asked = ["--noheader", "--parsable2", "--allocations", `--jobs=${id}`, "--format=JobID,State"];
  const { code, stdout } = await output("sacct", asked).catch(() => ({ code: 1, stdout: "" }));
  const states = new Map<number, TaskState>();
  if (code !== 0) return states;
  for (const line of stdout.split("\n")) {
    const [, task, state] = /^\d+_(\d+)\|(\w+)/.exec(line) ?? [];
    if (state !== undefined && final.has(state)) states.set(Number(task), { state });
  }
  return states;
}

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function output(program: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error?.code === "ENOENT")
        reject(new Error(`cannot run ${program}; Slurm is not installed on this machine`));
      else resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

/** The last line of a text that is not empty. */
export const lastLine = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "") ?? "";
