import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inline } from "../../experiments/executors/inline.js";
import { runExperiment } from "../../experiments/run.js";
import { stream } from "../../src/random/stream.js";
import toyTrial, { toy } from "../experiments/support/toy.js";

/** What killed processes left behind: how often which. */
export type Tally = Readonly<Record<string, number>>;

const script = fileURLToPath(new URL("../experiments/support/run-slowly.js", import.meta.url));
const name = "toy-certified";

/**
 * Kills runs of the toy experiment (20 replicates of 3 sizes, two worker threads) by SIGKILL, so many of them, each at a random moment
 * after its start. Each goes on from what the one before left. Checks that no whole line is ever lost, and that a run which
 * is left to end has the bytes of one that was never killed.
 */
export async function kills(count: number, seed: string): Promise<Tally> {
  const uniform = stream(`kills/${seed}`);
  const reference = await expected();
  const tally: Record<string, number> = {};
  let folder = emptyFolder();
  let slowest = 0;
  for (let kill = 0; kill < count; kill++) {
    const before = wholeLines(folder);
    // Up to some time after the end of a run that begins anew.
    slowest ||= await timeOf(emptyFolder());
    await killed(folder, 1.1 * slowest * uniform());
    const left = leftBehind(folder);
    tally[left] = (tally[left] ?? 0) + 1;
    const after = wholeLines(folder);
    assert.ok(
      after.size >= before.size && [...before].every((line) => after.has(line)),
      `kill ${kill} (${left}): ${before.size - after.size} lines lost`,
    );
    if (left !== "all is done" && kill + 1 < count) continue;
    await timeOf(folder);
    assert.deepEqual(filesOf(folder), reference);
    rmSync(folder, { recursive: true });
    folder = emptyFolder();
  }
  rmSync(folder, { recursive: true });
  return tally;
}

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), "moestat-kills-"));

async function expected(): Promise<Record<string, string>> {
  const out = emptyFolder();
  await runExperiment({ experiment: toy, reps: 20, out, executor: inline(toyTrial) });
  const files = filesOf(out);
  rmSync(out, { recursive: true });
  return files;
}

/** Starts the run in a process group of its own and kills it after so many milliseconds. */
async function killed(folder: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [script, folder], { stdio: "ignore" });
  const exited = once(child, "exit");
  await Promise.race([sleep(after), exited]);
  child.kill("SIGKILL");
  await exited;
}

/** Lets the run end, and returns how many milliseconds it took. */
async function timeOf(folder: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [script, folder], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  return performance.now() - began;
}

/** In words, what is in the folder of a killed run. */
function leftBehind(folder: string): string {
  const files = readdirSync(folder);
  const file = join(folder, `${name}.jsonl`);
  if (files.some((one) => one.endsWith(".draft"))) return "a draft of a file";
  if (files.includes(`${name}.manifest.json`) && !files.includes(`${name}.jsonl.lock`)) return "all is done";
  if (!existsSync(file)) return files.length > 0 ? "a lock alone" : "nothing";
  const text = readFileSync(file, "utf8");
  if (text === "") return "an empty file";
  if (!text.endsWith("\n")) return "a torn line";
  const lines = text.split("\n").length - 2;
  if (lines === 60) return "all fits, but not summary and manifest";
  return lines === 0 ? "a header alone" : "some fits";
}

/** The whole lines of the results file. */
function wholeLines(folder: string): Set<string> {
  const file = join(folder, `${name}.jsonl`);
  return new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []);
}

/** All files but the times, byte for byte. */
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => !file.endsWith(".times.csv"))
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );

// By hand: node dist/test/trouble/kills.js 200
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.table(await kills(Number(process.argv[2] ?? 5), process.argv[3] ?? "by hand"));
