import { readFileSync, readlinkSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock. `born` is the process's start time in the kernel's ticks: it tells a reused pid apart. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly born: string | null;
  /** The job of a cluster that the process belongs to: it tells whether a process on another machine can still be alive. */
  readonly job?: string | undefined;
  /** The task of an array, and how often the cluster had started it before. */
  readonly task?: string | undefined;
  readonly restart?: number | undefined;
}

/** A lock in the hands of another. */
interface Held {
  readonly path: string;
  readonly holder: Holder;
}

/**
 * Takes the lock `${file}.lock` for this process and returns the function that gives it back. The lock of a process that was
 * killed is recognised and replaced; so is that of a task which its cluster has started again since, after its node failed.
 * Throws where another process holds it.
 */
export function lock(file: string): () => void {
  const taken = take(`${file}.lock`);
  if (typeof taken === "function") return taken;
  throw new Error(inUse(file, taken));
}

/** The job of a cluster by whose process a file is locked; `undefined` where there is no lock, or no job. */
export const lockingJob = (file: string): string | undefined => parseHolder(read(`${file}.lock`))?.job;

/** Removes the lock of a file that a process of this job holds: to be called when the job has ended, on whatever machine it ran. */
export function unlockEnded(file: string, job: string): void {
  if (lockingJob(file) !== job) return;
  const path = `${file}.lock`;
  // That of the right to remove it, if a process of the job had just that.
  unlockEnded(path, job);
  remove(path, (holder) => holder?.job === job);
}

function take(path: string): (() => void) | Held {
  const self = ownHolder();
  const text = JSON.stringify(self);
  const isOver = (holder: Holder | undefined) => !holder || !isAlive(holder, self);
  for (let attempt = 0; ; attempt++) {
    if (create(path, text)) {
      clean(`${path}.lock`, isOver);
      return () => {
        if (read(path) === text) unlink(path);
      };
    }
    const found = read(path);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder && !isOver(holder)) return { path, holder };
    // Perhaps it is just being written, where there are no links.
    if (!holder && attempt === 0) pause(100);
    else {
      const rival = remove(path, isOver);
      if (rival) return rival;
    }
  }
}

/**
 * Removes a lock whose holder is over. Only who holds the lock of this lock does that, and looks at it again before: so no
 * process can remove, after a look at an old lock, the new one of a process that was faster. Returns who has that right.
 */
function remove(path: string, isOver: (holder: Holder | undefined) => boolean): Held | undefined {
  const taken = take(`${path}.lock`);
  if (typeof taken !== "function") return taken;
  try {
    const found = read(path);
    if (found !== undefined && isOver(parseHolder(found))) unlink(path);
  } finally {
    taken();
  }
  return undefined;
}

/** Removes a lock that a process has left which was killed while it removed another. */
function clean(path: string, isOver: (holder: Holder | undefined) => boolean): void {
  const found = read(path);
  if (found !== undefined && isOver(parseHolder(found))) remove(path, isOver);
}

function ownHolder(): Holder {
  const { SLURM_ARRAY_JOB_ID, SLURM_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_RESTART_COUNT } = process.env;
  const job = SLURM_ARRAY_JOB_ID ?? SLURM_JOB_ID;
  const place = { pid: process.pid, host: hostname(), born: stat(process.pid, 22) };
  if (job === undefined) return place;
  return { ...place, job, task: SLURM_ARRAY_TASK_ID, restart: Number(SLURM_RESTART_COUNT ?? 0) };
}

// A symbolic link is made in one step, with who made it in the place of a target: no reader ever sees half a lock, and a process
// that is killed leaves nothing else.
function create(path: string, text: string): boolean {
  try {
    symlinkSync(text, path);
    return true;
  } catch (error) {
    return codeOf(error) === "EEXIST" ? false : createWithoutLinks(path, text);
  }
}

function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** What a lock says of its holder; `undefined` where there is none. */
function read(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    return codeOf(error) === "ENOENT" ? undefined : readIfThere(path);
  }
}

function unlink(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isAlive(holder: Holder, self: Holder): boolean {
  if (holder.host !== self.host) return !isEarlierStart(holder, self);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  const [state, born] = [stat(holder.pid, 3), stat(holder.pid, 22)];
  // One that has ended is listed until its parent asks for it, which that of a container may never do.
  return state !== "Z" && (born === null || holder.born === null || born === holder.born);
}

// Slurm starts a task again when it has given up what it had started before.
const isEarlierStart = ({ job, task, restart = 0 }: Holder, self: Holder): boolean =>
  job !== undefined && job === self.job && task === self.task && restart < (self.restart ?? 0);

// A field of /proc/<pid>/stat, from the third on; the second, a name in brackets, may itself hold spaces. The 22nd is the start time.
function stat(pid: number, field: number): string | null {
  const text = readIfThere(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[field - 3] ?? null;
}

function parseHolder(text: string | undefined): Holder | undefined {
  try {
    const value = JSON.parse(text ?? "");
    return Number.isSafeInteger(value.pid) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function inUse(file: string, { path, holder: { pid, host, job } }: Held): string {
  const holder = job === undefined ? `process ${pid}` : `process ${pid} of job ${job}`;
  return host === hostname()
    ? `results file "${file}" is in use by ${holder}`
    : `results file "${file}" is in use by ${holder} on ${host}; if that is not so, remove ${path}`;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
