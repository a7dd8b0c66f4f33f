import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Bench, bench, ended, outputOf } from "../cli/process.js";
import { kills } from "./kills.js";
import { lockKills } from "./locks.js";

const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));
const tiny = [
  "run",
  "softmax-exact",
  "--sizes",
  "60,120",
  "--reps",
  "4",
  "--workers",
  "1",
  "--out",
  "results",
];
const file = "results/softmax-exact-certified.jsonl";
const files = ["jsonl", "summary.json", "manifest.json"].map((end) => `softmax-exact-certified.${end}`);

/** What a run that is not disturbed writes. */
async function undisturbed({ left, read }: Bench): Promise<string[]> {
  await left(...tiny.slice(0, -1), "whole");
  return files.map((name) => read(`whole/${name}`));
}

const written = ({ read }: Bench): string[] => files.map((name) => read(`results/${name}`));

/** Runs a command line in a shell that first limits what files may be. */
const limited = ({ path }: Bench, kilobytes: number, args: readonly string[]) =>
  ended(
    spawn("bash", ["-c", `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, main, ...args], {
      cwd: path("."),
    }),
  );

describe("trouble", { concurrency: 2 }, () => {
  it("of processes that are killed at random moments loses no fit and changes no byte", async () => {
    const count = Number(process.env.MOESTAT_KILLS ?? 3);
    const tally = await kills(count, "test");
    assert.equal(
      Object.values(tally).reduce((sum, times) => sum + times, 0),
      count,
    );
  });

  it("of processes that are killed while they lock leaves nothing, and no lock to two", async () => {
    const count = Number(process.env.MOESTAT_KILLS ?? 20);
    const tally = await lockKills(count, "test");
    assert.equal(
      Object.values(tally).reduce((sum, times) => sum + times, 0),
      Math.floor(count / 10),
    );
  });

  it("of a disk that is full is told in one line, and the run goes on from there when it is not", async (t) => {
    const bed = bench(t);
    const whole = await undisturbed(bed);
    const size = Buffer.byteLength(whole[0]!);
    // Room for the header and some fits.
    const { code, stderr } = await limited(bed, Math.ceil(size / 2 / 1024), tiny);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /\nmoestat: cannot write results file "results\/\S+"; it would be larger than files may be\n$/,
    );
    assert.doesNotMatch(stderr, /\n\s+at /);
    const again = await bed.moestat(...tiny);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /cut off a torn last line/);
    assert.deepEqual(written(bed), whole);
  });

  it("of an output that is full is told in one line with code 2", (t) => {
    const { path } = bench(t);
    for (const args of ["list", "--help", "rbar 2", "list --json"]) {
      const { status, stderr } = spawnSync(
        "bash",
        ["-c", `"$0" "$@" > /dev/full`, process.execPath, main, ...args.split(" ")],
        {
          cwd: path("."),
          encoding: "utf8",
        },
      );
      assert.equal(stderr, "moestat: cannot write the standard output; no space is left\n", args);
      assert.equal(status, 2, args);
    }
  });

  it("of a folder that may not be written is told in one line", async (t) => {
    const bed = bench(t);
    mkdirSync(bed.path("results"));
    chmodSync(bed.path("results"), 0o555);
    chmodSync(bed.path("."), 0o755);
    // The superuser may write everywhere; user 65534 may not.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const child = spawn(process.execPath, [main, ...tiny], { cwd: bed.path("."), ...user });
    const { code, stderr } = await ended(child);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^moestat: cannot write results file "results\/\S+"; permission denied\n$/);
    assert.deepEqual(readdirSync(bed.path("results")), []);
  });

  it("of two runs at once lets one through, and the other says who it is", async (t) => {
    const bed = bench(t);
    const whole = await undisturbed(bed);
    const both = await Promise.all([bed.moestat(...tiny), bed.moestat(...tiny)]);
    const refused = both.filter(({ code }) => code !== 0);
    // Where one has ended before the other begins, both are let through.
    assert.ok(refused.length <= 1);
    for (const { code, stderr } of refused) {
      assert.equal(code, 2);
      assert.match(stderr, /^moestat: results file "\S+" is in use by process \d+\n$/);
    }
    assert.deepEqual(written(bed), whole);
  });

  it("of lines that were changed, doubled, torn or come from elsewhere runs their fits again", async (t) => {
    const bed = bench(t);
    const whole = await undisturbed(bed);
    renameSync(bed.path("whole"), bed.path("results"));
    const [header, first, second, ...others] = bed.read(file).trimEnd().split("\n") as [
      string,
      string,
      string,
    ];
    const changed = first.replace(/"logLik":-(\d)/, (_, digit) => `"logLik":-${(Number(digit) + 1) % 10}`);
    const lines = [header, changed, second, second, "another program's line", ...others];
    bed.write(file, `${lines.join("\n")}\n${second.slice(0, 40)}`);
    const { code, stderr } = await bed.moestat(...tiny);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /left out 2 damaged lines; what stood there is run again\n/);
    assert.match(stderr, /cut off a torn last line \(40 bytes\)/);
    assert.deepEqual(written(bed), whole);
  });

  it("of a results file that is a symbolic link is avoided, unless it is to be followed", async (t) => {
    const bed = bench(t);
    const whole = await undisturbed(bed);
    mkdirSync(bed.path("results"));
    bed.write("elsewhere", "");
    symlinkSync(bed.path("elsewhere"), bed.path(file));
    const { code, stderr } = await bed.moestat(...tiny);
    assert.equal(code, 2);
    assert.match(stderr, /^moestat: results file "\S+" is a symbolic link; give --follow [^\n]*\n$/);
    assert.equal(bed.read("elsewhere"), "");
    outputOf(await bed.moestat(...tiny, "--follow"));
    assert.ok(lstatSync(bed.path(file)).isSymbolicLink());
    assert.equal(bed.read("elsewhere"), whole[0]);
    assert.equal(bed.read(file.replace(".jsonl", ".summary.json")), whole[1]);
  });

  it("of a fit that takes too long is told, and the others go on", async (t) => {
    const { moestat, read } = bench(t);
    // Much longer than the limit, in which a thread begins and makes a small fit.
    const args = [
      "run",
      "softmax-exact",
      "--sizes",
      "60,3e7",
      "--reps",
      "1",
      "--workers",
      "1",
      "--out",
      "results",
    ];
    const { code, stdout, stderr } = await moestat(...args, "--fit-timeout", "2");
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /lost a fit of softmax-exact, n = 30000000, replicate 0: more than 2 s; it counts as a failure/,
    );
    assert.match(stdout, /Lost fits \(more than 2 s\)/);
    // On a busy machine the start of the thread may take the time of the small one.
    assert.match(read("results/softmax-exact-certified.lost.csv"), /^30000000,0,more than 2 s$/m);
  });
});
