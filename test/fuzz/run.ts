import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ended } from "../cli/process.js";
import { type Case, caseOf, wrongWith } from "./cases.js";
import { wrongInReaders } from "./readers.js";

/**
 * Changes files and words at random and runs command lines on them: `npm run fuzz -- COUNT FIRST`, by default 1,000 cases from number 0 on. Each
 * must end within half a minute and a gigabyte with a sentence, or with numbers. What does not is printed with its number, by which
 * `npm run fuzz -- 1 NUMBER` makes it again; the exit code is then 1. `npm run fuzz -- COUNT FIRST readers` has the files of the cases
 * read in this process, and runs no command.
 */
const [count = 1000, first = 0] = process.argv.slice(2, 4).map(Number);
const readersAlone = process.argv[4] === "readers";
const seconds = 30;
const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));
const host = fileURLToPath(new URL("../cli/host.js", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "moestat-fuzz-"));

let child: ChildProcess | undefined;
// Each command line leaves a copy of the entry point's module behind, which no process of a user does.
const casesOfChild = 5000;
let left = casesOfChild;

/** Runs a case in a process of its own, which takes ten times as long. */
function runAlone({ args }: Case, folder: string): Ended | string {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--max-old-space-size=1024", main, ...args],
    { cwd: folder, encoding: "utf8", timeout: 1000 * seconds, killSignal: "SIGKILL", maxBuffer: 1 << 28 },
  );
  return status === null ? `the process died: ${signal}` : { code: status, stdout, stderr };
}

/** One case in so many has a process of its own. */
const sampled = 200;

/** Runs a case in a process that cases share as long as it lives. */
function run(one: Case, folder: string): Promise<Ended | string> {
  if (left-- === 0) {
    child?.kill();
    child = undefined;
    left = casesOfChild;
  }
  child ??= fork(host, { execArgv: ["--max-old-space-size=1024"] });
  const now = child;
  return new Promise((resolve) => {
    const give = (result: Ended | string) => {
      clearTimeout(timer);
      now.removeAllListeners();
      if (typeof result === "string") {
        now.kill("SIGKILL");
        child = undefined;
      }
      resolve(result);
    };
    const timer = setTimeout(() => give(`no end within ${seconds} s`), 1000 * seconds);
    now.once("exit", (code, signal) => give(`the process died: ${code ?? signal}`));
    now.once("message", (result) => give(result as Ended));
    now.send({ folder, args: one.args });
  });
}

let [bad, done] = [0, 0];
// Ends with what it has found when it is told to.
let isTold = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (isTold = true));
for (let i = first; i < first + count && !isTold; i++, done++) {
  const one = caseOf(i);
  const folder = mkdtempSync(join(root, "case-"));
  for (const [file, text] of Object.entries(one.files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const ended = readersAlone
    ? await wrongInReaders(one, folder)
    : i % sampled === 0
      ? runAlone(one, folder)
      : await run(one, folder);
  const wrong = typeof ended === "object" ? wrongWith(one, ended) : ended;
  rmSync(folder, { recursive: true, force: true });
  if (wrong === undefined) continue;
  bad++;
  console.log(`case ${i}: ${wrong}: moestat ${one.args.join(" ")}`);
  if (typeof ended === "object") console.log(ended.stderr.slice(0, 600) || ended.stdout.slice(0, 600));
}
child?.kill();
rmSync(root, { recursive: true, force: true });
console.log(`${done} cases from ${first} on, ${bad} bad`);
process.exitCode = bad > 0 ? 1 : 0;
