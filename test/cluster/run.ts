import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { packagePath } from "../../experiments/package-info.js";
import { bench, ended, outputOf } from "../cli/process.js";

// With a Slurm of one node that is started for it: `npm run test:cluster`. Commands run in processes of their own, since jobs call these again.
const starter = packagePath("test", "cluster", "start-slurm.sh");
const path = `${process.env.PATH}:/usr/sbin`;
const missing = ["sbatch", "slurmctld", "slurmd", "munged"].filter(
  (program) => spawnSync("which", [program], { env: { ...process.env, PATH: path } }).status !== 0,
);
const skip =
  missing.length > 0
    ? `${missing.join(", ")} not installed (on Debian: apt-get install slurm-wlm munge)`
    : process.getuid?.() === 0
      ? false
      : "Slurm's programs are started as root";
if (skip) console.log(`the tests on a real cluster are skipped: ${skip}`);

const name = "softmax-exact";
const amounts = ["run", name, "--sizes", "100,20000", "--reps", "12"];
const onSlurm = [...amounts, "--executor", "slurm", "--array", "4", "--poll", "1"];

/** The files of a folder but for the times and for what belongs to the job, byte for byte. */
const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((file) => !file.endsWith(".times.csv") && file !== "slurm")
      .map((file) => [file, readFileSync(join(folder, file), "utf8")]),
  );

/** Waits until something is so. */
async function until<Result>(look: () => Result | undefined | false, what: string): Promise<Result> {
  for (let i = 0; i < 600; i++) {
    const found = look();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`waited in vain: ${what}`);
}

describe("a run on a real Slurm", { skip }, () => {
  let slurm = "";
  before(() => {
    slurm = mkdtempSync(join(tmpdir(), "moestat-slurm-"));
    const line = execFileSync(starter, [slurm], { encoding: "utf8" });
    process.env.SLURM_CONF = /SLURM_CONF=(.*)/.exec(line)![1]!;
  });
  after(() => {
    spawnSync("scancel", ["--user=root"]);
    execFileSync(starter, ["stop", slurm]);
    rmSync(slurm, { recursive: true, force: true });
  });

  const squeue = () =>
    execFileSync("squeue", ["--noheader", "--array", "--format=%A %F %K %T"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.trim().split(" "));
  /** An array task that runs, with its own number and that of the array. */
  const running = (except?: string) =>
    squeue().find(([, , task, state]) => state === "RUNNING" && task !== except);

  it("ends with the files of one machine, although tasks are killed and cancelled on the way", async (t) => {
    const bed = bench(t);
    outputOf(await ended(bed.start([...amounts, "--out", "one"])));

    const first = bed.start(onSlurm);
    const end = ended(first);
    const lock = () =>
      readdirSync(bed.path("results")).find((file) => /shard-\d-of-4\.jsonl\.lock$/.test(file));
    const held = await until(() => existsSync(bed.path("results")) && lock(), "a shard that runs");
    const { pid } = JSON.parse(bed.read(`results/${held}`));
    process.kill(pid, "SIGKILL");
    const killed = /shard-(\d)/.exec(held)![1];
    const [, array, task] = await until(() => running(killed), "another task that runs");
    execFileSync("scancel", [`${array}_${task}`]);
    const { code, stderr } = await end;
    assert.equal(code, 2, stderr);
    assert.match(stderr, new RegExp(`task ${task} of job ${array} cancelled, \\d+ fits are not done`));

    const again = await ended(bed.start(onSlurm));
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(filesOf(bed.path("results")), filesOf(bed.path("one")));
  });

  it("submits killed tasks again by itself", async (t) => {
    const bed = bench(t);
    const end = ended(bed.start(onSlurm));
    const lock = () =>
      readdirSync(bed.path("results")).find((file) => /shard-\d-of-4\.jsonl\.lock$/.test(file));
    const held = await until(() => existsSync(bed.path("results")) && lock(), "a shard that runs");
    process.kill(JSON.parse(bed.read(`results/${held}`)).pid, "SIGKILL");
    const { code, stderr } = await end;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /ended as FAILED/);
    assert.equal(stderr.match(/submitted/g)?.length, 2);
    assert.equal(readdirSync(bed.path("results")).filter((file) => file.includes("shard")).length, 0);
  });

  it("goes on without the command after Ctrl-C, and is followed by the same command", async (t) => {
    const bed = bench(t);
    const child = bed.start(onSlurm);
    const end = ended(child);
    await until(() => existsSync(bed.path("results")) && running(), "a task that runs");
    child.kill("SIGINT");
    const { code, stderr } = await end;
    assert.equal(code, 130);
    assert.match(
      stderr,
      /job \d+ goes on without this process; the same command follows it, scancel \d+ ends it/,
    );
    assert.ok(running(), "the array runs on");
    const again = await ended(bed.start(onSlurm));
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /of an earlier call goes on; it is followed/);
    assert.doesNotMatch(again.stderr, /submitted/);
  });
});
