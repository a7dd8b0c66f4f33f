import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** How a process ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is called, and the working folder in which. */
export interface CommandLine {
  readonly folder: string;
  readonly args: readonly string[];
  /** URL of a compiled program that is called in place of `moestat`. */
  readonly program?: string;
}

/** A temporary folder with a few files, and the command line in it. */
export interface Bench {
  readonly path: (name: string) => string;
  readonly write: (name: string, content: unknown) => string;
  readonly read: (name: string) => string;
  /** Runs the command, in a process that the tests of a file share: starting one takes longer than most commands. */
  readonly moestat: (...args: string[]) => Promise<Ended>;
  /** Leaves in the folder what a command that must succeed leaves in an empty one; it is run once for all tests of the process. */
  readonly left: (...args: string[]) => Promise<void>;
  /** Runs a program, given by its URL, in the same process and in a folder, by default its own. */
  readonly program: (url: string, folder?: string) => Promise<Ended>;
  /** Starts the command in a process of its own, without waiting for its end. */
  readonly start: (args: readonly string[], env?: NodeJS.ProcessEnv) => ChildProcess;
}

/** A folder of its own for a test, gone after it. Content that is no text is written as JSON. */
export function bench(t: TestContext): Bench {
  const folder = mkdtempSync(join(tmpdir(), "moestat-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const start: Bench["start"] = (args, env = {}) =>
    spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...process.env, ...env } });
  return {
    path,
    start,
    moestat: (...args) => shared({ folder, args }),
    left: async (...args) => cpSync(await leftBy(args), folder, { recursive: true }),
    program: (program, where = folder) => shared({ folder: where, args: [], program }),
    read: (name) => readFileSync(path(name), "utf8"),
    write: (name, content) => {
      writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
      return name;
    },
  };
}

/** A folder with what a command leaves in an empty one, gone after the last test. */
const leftBy = (() => {
  const made = new Map<string, Promise<string>>();
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const make = async (args: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "moestat-left-"));
    folders.push(folder);
    outputOf(await shared({ folder, args }));
    return folder;
  };
  return (args: readonly string[]): Promise<string> => {
    const key = JSON.stringify(args);
    const folder = made.get(key) ?? make(args);
    made.set(key, folder);
    return folder;
  };
})();

/** Runs command lines in one process, which ends after the last test: one after another, since a process has one folder. */
const shared = inTurn((line: CommandLine): Promise<Ended> => {
  const child = host();
  child.send(line);
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`the process of ${line.args} died: ${code}`));
    child.once("exit", died).once("message", (result) => {
      child.off("exit", died);
      resolve(result as Ended);
    });
  });
});

/** The running process, or else a new one. */
const host = (() => {
  let child: ChildProcess | undefined;
  after(async () => {
    if (!child?.connected) return;
    child.disconnect();
    await once(child, "exit");
  });
  return () => {
    if (!child?.connected)
      child = fork(fileURLToPath(new URL("./host.js", import.meta.url)), { execArgv: [] });
    return child;
  };
})();

/** The same function, its calls one after another in the order in which they came. */
function inTurn<Argument, Result>(call: (argument: Argument) => Promise<Result>) {
  let last: Promise<unknown> = Promise.resolve();
  return (argument: Argument): Promise<Result> => {
    const result = last.then(() => call(argument));
    last = result.catch(() => {});
    return result;
  };
}

/** Waits for a process and gathers what it prints. */
export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** Asserts that a command line was refused in one line that holds all of `parts`, with exit code 2 and no result. */
export function assertRefused({ code, stdout, stderr }: Ended, ...parts: string[]): void {
  assert.match(stderr, /^moestat: [^\n]+\n$/);
  for (const part of parts) assert.ok(stderr.includes(part), `"${part}" is not in: ${stderr}`);
  assert.equal(stdout, "");
  assert.equal(code, 2);
}

/** The standard output of a command that must succeed. */
export function outputOf({ code, stdout, stderr }: Ended): string {
  assert.equal(code, 0, stderr);
  return stdout;
}

/** A small run of `softmax-exact` into `results`, for `left`: six fits, made once for all tests that begin from finished results; slopes need three sizes. */
export const smallRun = [
  ...["run", "softmax-exact", "--sizes", "40,60,120", "--reps", "2"],
  ...["--workers", "1", "--out", "results"],
];

/** A small run of a study of two experiments into `results`, for `left`: four fits of top-K gates. */
export const smallStudy = [
  ...["run", "topk-three", "--sizes", "60,120", "--reps", "1"],
  ...["--workers", "1", "--out", "results"],
];

/** Two lines that cross, with a gate that both halves of [-1, 1] can see. */
export const balanced = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};
