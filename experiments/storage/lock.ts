import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock. `born` is the process's start time in the kernel's ticks: it tells a reused pid apart. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly born: string | null;
}

/**
 * Takes the lock file `${file}.lock` for this process and returns the function that gives it back. The lock
 * of a process that was killed is recognised and replaced. Throws where another process holds it.
 */
export function lock(file: string): () => void {
  const path = `${file}.lock`;
  const self: Holder = { pid: process.pid, host: hostname(), born: birth(process.pid) };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path, JSON.stringify(self))) return () => rmSync(path, { force: true });
    const text = readIfThere(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder && isAlive(holder)) throw new Error(inUse(file, path, holder));
    removeStale(path, text);
  }
  throw new Error(`cannot lock "${file}": ${path} keeps coming back`);
}

// A link appears with its whole content at once, so that no reader ever sees half a lock.
function create(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text);
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "ENOSYS"].includes(codeOf(error))) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return createWithoutLinks(path, text);
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

// Of two processes that find the same stale lock only one can move it away. A process that has moved a fresh lock puts it back.
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== text) linkSync(aside, path);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(codeOf(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  const born = birth(holder.pid);
  return born === null || holder.born === null || born === holder.born;
}

// Field 22 of /proc/<pid>/stat; the second field, a name in brackets, may itself hold spaces.
function birth(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text);
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

function inUse(file: string, path: string, { pid, host }: Holder): string {
  return host === hostname()
    ? `results file "${file}" is in use by process ${pid}`
    : `results file "${file}" is in use by process ${pid} on ${host}; if that is not so, remove ${path}`;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
