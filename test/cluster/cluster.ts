import { type ChildProcess, execFile, execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { packagePath } from "../../experiments/package-info.js";
import { type Bench, bench, type Ended, ended, outputOf } from "../cli/process.js";
import { processesWhere } from "./processes.js";

const starter = packagePath("test", "cluster", "start-slurm.sh");
const path = `${process.env.PATH}:/usr/sbin`;

/** Those of these programs that are not installed. */
export const missing = (...programs: string[]): string[] =>
  programs.filter(
    (program) => spawnSync("which", [program], { env: { ...process.env, PATH: path } }).status !== 0,
  );

/** A Slurm that was started for tests. */
export interface Cluster {
  readonly env: Readonly<Record<string, string>>;
  /** Lines of an answer of one of its programs, without the empty ones. */
  readonly ask: (program: string, ...args: string[]) => readonly string[];
  /** Kills all that runs on a node, as a loss of power would. */
  readonly kill: (node: string) => void;
  readonly stop: () => void;
}

/** How a Slurm is started: where its ports begin, how many nodes it has in the place of this machine, and whether it keeps accounts. */
export interface Start {
  readonly port: number;
  readonly nodes?: number;
  readonly accounts?: boolean;
}

/** Starts a Slurm. */
export async function startSlurm({ port, nodes = 0, accounts = false }: Start): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "moestat-slurm-"));
  const args = [folder, String(nodes), ...(accounts ? ["accounts"] : [])];
  const { stdout } = await promisify(execFile)(starter, args, {
    env: { ...process.env, SLURM_TEST_PORT: String(port) },
  });
  const env = { SLURM_CONF: /SLURM_CONF=(.*)/.exec(stdout)![1]! };
  return {
    env,
    ask: (program, ...args) =>
      execFileSync(program, args, { encoding: "utf8", env: { ...process.env, ...env } })
        .split("\n")
        .filter((line) => line !== ""),
    kill: (node) => process.kill(Number(readFileSync(join(folder, `${node}.pid`), "utf8")), "SIGKILL"),
    stop() {
      execFileSync("scancel", ["--user=root"], { env: { ...process.env, ...env } });
      execFileSync(starter, ["stop", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so. */
export async function until<Result>(
  look: () => Result | undefined | false,
  what: string,
  seconds = 60,
): Promise<Result> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
    const found = look();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`waited in vain: ${what}`);
}

const amounts = ["run", "softmax-exact", "--sizes", "100,20000", "--reps", "8"];

/** A run on a cluster and what is done to it, in a folder of its own. */
export interface ClusterRun {
  readonly bed: Bench;
  /** Starts the command. */
  readonly start: (...more: string[]) => { readonly child: ChildProcess; readonly end: Promise<Ended> };
  /** The job that the command has submitted last, while it follows it. */
  readonly job: () => string | undefined;
  /** The node on which a task runs. */
  readonly nodeOf: (task: number) => string;
  /** The process that holds the file of a task's shard, by its node's name and its number there. */
  readonly holder: (task: number) => { readonly pid: number; readonly host: string } | undefined;
  /** The processes of a task on whatever nodes, by their numbers on this machine. */
  readonly processes: (task: number) => readonly number[];
  /** Waits until a task has its file, and stops its process there and then, so that what follows finds it at work. */
  readonly frozen: (task: number) => Promise<number>;
}

/** A bench for runs on a cluster as two tasks. */
export function clusterRun(t: TestContext, cluster: Cluster): ClusterRun {
  const bed = bench(t);
  const here = realpathSync(bed.path("."));
  const array = 2;
  const onSlurm = [...amounts, "--executor", "slurm", "--array", String(array), "--poll", "1"];
  const job = () => {
    const state = bed.path("results/slurm/softmax-exact-certified/job.json");
    return existsSync(state) ? (JSON.parse(readFileSync(state, "utf8")).id as string) : undefined;
  };
  const lockOf = (task: number) =>
    bed.path(`results/softmax-exact-certified.shard-${task}-of-${array}.jsonl.lock`);
  const holder: ClusterRun["holder"] = (task) => {
    try {
      return JSON.parse(readlinkSync(lockOf(task)));
    } catch {
      return undefined;
    }
  };
  const processes: ClusterRun["processes"] = (task) =>
    processesWhere(({ words, folder }) => folder === here && words.includes(`${task}/${array}`));
  return {
    ...{ bed, job, holder, processes },
    start(...more) {
      const child = bed.start([...onSlurm, ...more], cluster.env);
      return { child, end: ended(child) };
    },
    nodeOf: (task) => cluster.ask("squeue", "--noheader", `--jobs=${job()}_${task}`, "--format=%N")[0]!,
    async frozen(task) {
      const watch = fileURLToPath(new URL("./freeze.js", import.meta.url));
      const watching = promisify(execFile)(process.execPath, [watch, lockOf(task), here, `${task}/${array}`]);
      const { stdout } = await watching.catch((cause) => {
        const jobs = cluster.ask("squeue", "--states=all", "--array", "--format=%i %T %r, start %S, node %N");
        const nodes = cluster.ask("sinfo", "--Node", "--noheader", "--format=%N %P %T %E");
        const told = [`waited in vain: task ${task} of job ${job()}; Slurm says`, ...jobs, ...nodes];
        throw new Error(told.join("\n"), { cause });
      });
      return Number(stdout);
    },
  };
}

/** Cancels task 0 while the command hears nothing, until `squeue` knows nothing of the job; returns the job's number. */
export async function cancelledInSilence(
  { frozen, job }: ClusterRun,
  { ask }: Cluster,
  child: ChildProcess,
): Promise<string> {
  await frozen(0);
  child.kill("SIGSTOP");
  const array = job()!;
  ask("scancel", `${array}_0`);
  const known = () => ask("squeue", "--noheader", "--states=all", "--format=%F").includes(array);
  // Slurm looks for jobs to forget once a minute.
  await until(() => !known(), "the end of Slurm's memory", 150);
  child.kill("SIGCONT");
  return array;
}

/** The files of a folder of results but for the times and for what belongs to the job, byte for byte. */
export const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => !file.endsWith(".times.csv") && file !== "slurm")
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );

/** What a run on one machine leaves; it is made once. */
export const onOneMachine = (() => {
  let made: Promise<Readonly<Record<string, string>>> | undefined;
  return (t: TestContext): Promise<Readonly<Record<string, string>>> => {
    const bed = bench(t);
    const run = async () => {
      outputOf(await ended(bed.start([...amounts, "--out", "one"])));
      return filesOf(bed.path("one"));
    };
    made ??= run();
    return made;
  };
})();
