import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { headerLine, readHeader, recordLine } from "../../experiments/storage/results-file.js";
import { readStore } from "../../experiments/storage/store.js";
import { assertRefused, type Bench, bench, ended, outputOf, smallRun, smallStudy } from "./process.js";

const records = "results/softmax-exact-certified.jsonl";
const summary = "results/softmax-exact-certified.summary.json";

/** The fits of a results file, as they stand there. */
const fits = ({ read }: Bench): string[] => read(records).trim().split("\n").slice(1);

describe("moestat run", { concurrency: 2 }, () => {
  it("runs, goes on after a torn line, and ends the same", async (t) => {
    const bed = bench(t);
    const { left, moestat, read, write, path } = bed;
    await left(...smallRun);
    const whole = fits(bed);
    assert.equal(whole.length, 6);
    const report = outputOf(await moestat(...smallRun));
    for (const part of ["budget custom", "slope of the mean", "theory −0.5", "certified"])
      assert.ok(report.includes(part), report);
    assert.deepEqual(fits(bed), whole);
    const end = read(summary);

    write(records, read(records).slice(0, -200));
    const { code, stderr } = await moestat(...smallRun);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /torn last line/);
    assert.deepEqual(fits(bed), whole);
    assert.equal(read(summary), end);

    const json = JSON.parse(outputOf(await moestat(...smallRun, "--json")));
    assert.deepEqual(json, JSON.parse(end));

    const files = outputOf(await moestat("figure", "softmax-exact", "--format", "svg"))
      .trim()
      .split("\n");
    assert.deepEqual(files, [
      "results/figures/softmax-exact-certified.svg",
      "results/figures/softmax-exact-certified-sample.svg",
    ]);
    for (const file of files) assert.match(read(file), /<text/);
    assert.ok(existsSync(path(records)));
  });

  it("runs the paper's sizes and starts to certified maxima, and draws them", async (t) => {
    const { moestat } = bench(t);
    const args = ["demystifying-over", "--protocol", "paper-certified", "--out", "results"];
    const { protocol, headline, failures, fits } = JSON.parse(
      outputOf(
        await moestat("run", ...args, "--sizes", "300,600", "--reps", "2", "--workers", "1", "--json"),
      ),
    );
    assert.deepEqual([protocol, headline, failures, fits], ["paper-certified", "d2", 0, 4]);
    const files = outputOf(await moestat("figure", ...args, "--format", "svg"));
    assert.match(files, /demystifying-over-paper-certified\.svg/);
  });

  it("runs all experiments of a study, and draws them together", async (t) => {
    const { left, moestat } = bench(t);
    const args = ["topk-three", "--out", "results"];
    assertRefused(
      await moestat("figure", ...args),
      "no finished run of topk-three-d1",
      "moestat run topk-three-d1",
    );
    await left(...smallStudy);
    const report = outputOf(await moestat(...smallStudy));
    for (const part of ["budget custom", "verdict", "topk-three-d2", "gate part of D₁", "undecided"])
      assert.ok(report.includes(part), report);
    const { study, findings } = JSON.parse(outputOf(await moestat(...smallStudy, "--json")));
    assert.equal(study, "topk-three");
    assert.equal(findings.length, 6);
    const figure = outputOf(await moestat("figure", ...args, "--format", "svg"));
    assert.equal(figure, "results/figures/topk-three.svg\n");
  });

  it("scores fits again where a protocol has got more losses", async (t) => {
    const { left, moestat, read, write, path } = bench(t);
    await left(...smallRun);
    const whole = read(records);
    const header = readHeader(path(records));
    const definition = { ...header.definition, losses: ["d1"] };
    const older = { ...header, spec: "0", definition };
    const { records: recorded } = readStore(path(records), header);
    const lines = [...recorded].map(({ losses, ...record }) =>
      recordLine({ ...record, losses: { d1: losses.d1 } }, older),
    );
    write(records, [headerLine(older), ...lines].join(""));
    const { code, stderr } = await moestat(...smallRun);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /the losses of 6 fits were computed again, since others are recorded now/);
    assert.equal(read(records), whole);
  });

  it("leaves a results file of another definition as it is", async (t) => {
    const { left, moestat, read, write, path } = bench(t);
    await left(...smallRun);
    const foreign = headerLine({ ...readHeader(path(records)), spec: "0".repeat(64) });
    write(records, foreign);
    assertRefusedRun(await moestat(...smallRun), "softmax-exact-certified.jsonl", "definition");
    assert.equal(read(records), foreign);
  });

  it("keeps what is done on Ctrl-C and says how to go on", async (t) => {
    const bed = bench(t);
    const child = bed.start([
      "run",
      "softmax-exact",
      "--sizes",
      "200",
      "--reps",
      "200",
      "--workers",
      "1",
      "--out",
      "results",
    ]);
    const result = ended(child);
    await appeared(() => child.exitCode !== null || (existsSync(bed.path(records)) && fits(bed).length > 3));
    child.kill("SIGINT");
    const { code, stderr } = await result;
    assert.equal(code, 130, stderr);
    assert.match(
      stderr,
      /moestat: interrupted; \d+ fits kept in results\S+; the same command goes on from there\n$/,
    );
    const kept = Number(/(\d+) fits kept/.exec(stderr)?.[1]);
    assert.equal(fits(bed).length, kept);
    assert.deepEqual(
      readdirSync(bed.path("results")).filter((name) => name.endsWith(".lock")),
      [],
    );
  });

  it("refuses an unknown experiment, protocol or budget", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("run", "softmax"), 'unknown experiment "softmax"', "softmax-exact");
    assertRefused(await moestat("run", "softmax-exact", "--protocol", "paper"), '"paper"', "certified");
    assertRefused(await moestat("run", "softmax-exact", "--quick", "--full"), "--quick and --full");
    assertRefused(await moestat("run", "softmax-exact", "--sizes", "100,none"), "invalid --sizes", "none");
    assertRefused(await moestat("run", "softmax-exact", "--reps", "0"), "invalid --reps");
    assertRefused(await moestat("run", "softmax-exact", "--workers", "0"), "invalid --workers");
  });

  it("refuses an output folder that it cannot write", async (t) => {
    const { moestat, write, read } = bench(t);
    write("taken", "a file\n");
    const { code, stderr } = await moestat(...smallRun.slice(0, -1), "taken/results");
    assert.equal(code, 2);
    assert.match(stderr, /^moestat: cannot write .*taken[^\n]*\n$/);
    assert.equal(read("taken"), "a file\n");
  });

  it("draws nothing without results", async (t) => {
    assertRefused(
      await bench(t).moestat("figure", "softmax-exact"),
      "no finished run of softmax-exact",
      "moestat run",
    );
    assertRefused(
      await bench(t).moestat("figure", "demystifying-exact", "--protocol", "paper", "--out", "my results"),
      "; run: moestat run demystifying-exact --protocol paper --out 'my results'\n",
    );
    assertRefused(
      await bench(t).moestat("figure", "softmax-exact", "--format", "gif"),
      'unknown format "gif"',
    );
  });
});

/** Like `assertRefused`, where a line of progress may stand before. */
function assertRefusedRun(
  { code, stderr }: { code: number | null; stderr: string },
  ...parts: string[]
): void {
  assert.equal(code, 2, stderr);
  const last = stderr.trim().split("\n").at(-1) ?? "";
  for (const part of ["moestat: ", ...parts]) assert.ok(last.includes(part), stderr);
  assert.doesNotMatch(stderr, /\n\s+at /);
}

async function appeared(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(condition());
}
