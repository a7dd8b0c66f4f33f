import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { describe, it } from "node:test";
import { slopeDifference } from "../../experiments/compare.js";
import { headerLine, recordLine } from "../../experiments/storage/results-file.js";
import { storedRun } from "../../experiments/storage/stored-runs.js";
import { assertRefused, type Bench, balanced, bench, outputOf, smallRun } from "./process.js";

const file = "results/softmax-exact-certified.jsonl";

describe("moestat verify", () => {
  it("makes fits again and finds them as they were", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    const { code, stdout, stderr } = await bed.moestat("verify", "results", "--fits", "4");
    assert.deepEqual(
      { code, stdout, stderr },
      {
        code: 0,
        stdout: "4 of 4 fits that were made again agree bit by bit\n",
        stderr: "",
      },
    );
  });

  it("finds a fit that was changed with its checksum, to the last bit, and says where", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    const { header, records } = storedRun(bed.path(file));
    const [first, ...others] = records;
    // The next number to it that a double can be.
    const d1 = first!.losses.d1! * (1 + Number.EPSILON);
    assert.notEqual(d1, first!.losses.d1);
    const changed = { ...first!, losses: { ...first!.losses, d1 } };
    const text =
      headerLine(header) + [changed, ...others].map((record) => recordLine(record, header)).join("");
    bed.write(file, text);
    const { code, stdout, stderr } = await bed.moestat("verify", "results");
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`^${file}: ${first!.key} differs in losses.d1$`, "m"));
    assert.match(stdout, /other bytes than the manifest says/);
    assert.match(stdout, /^5 of 6 fits that were made again agree bit by bit$/m);
    assert.match(
      stderr,
      /^moestat: results is not verified; 1 fit came out otherwise, 1 file not as it was written\n$/,
    );
  });

  it("finds a summary that is not what the fits give", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    const summary = file.replace(/jsonl$/, "summary.json");
    bed.write(summary, bed.read(summary).replace('"title":"', '"title":"My '));
    const changed = await bed.moestat("verify", "results", "--fits", "1");
    assert.equal(changed.code, 2);
    assert.match(changed.stdout, new RegExp(`^${summary}: not what the fits give$`, "m"));
    rmSync(bed.path(summary));
    const { stdout } = await bed.moestat("verify", "results", "--fits", "1");
    assert.match(stdout, new RegExp(`^${summary}: missing$`, "m"));
  });

  it("finds a key that was changed with its checksum", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    const { header, records } = storedRun(bed.path(file));
    const [first, ...others] = records;
    // Its ends are checked when it is read.
    const key = first!.key.replace(/[^/]+\/[^/]+$/, "k3/certified");
    assert.notEqual(key, first!.key);
    const lines = [{ ...first!, key }, ...others].map((record) => recordLine(record, header));
    bed.write(file, headerLine(header) + lines.join(""));
    const { code, stdout } = await bed.moestat("verify", "results");
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`^${file}: ${key} differs in key$`, "m"));
  });

  it("says of damaged lines, and of what this version cannot make again", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    bed.write(file, bed.read(file).replace('"steps":', '"step":'));
    const other = "results/old-certified.jsonl";
    const { header } = storedRun(bed.path(file));
    bed.write(other, headerLine({ ...header, experiment: "old" }));
    const { code, stdout, stderr } = await bed.moestat("verify", "results", "--fits", "1");
    assert.equal(code, 2);
    assert.match(stdout, new RegExp(`^${file}: 1 damaged line$`, "m"));
    assert.match(
      stderr,
      /old-certified\.jsonl cannot be made again; this version has no experiment old.*; if it is your own, name its file$/m,
    );
  });
});

describe("moestat verify with experiments of one's own", () => {
  const spec = { truth: balanced, losses: ["d1"] };
  const module = (loss: string) =>
    `const mine = (e, t) => ${loss}; export default { truth: ${JSON.stringify(balanced)}, losses: [mine] };`;
  const own = (bed: Bench, file: string, ...more: string[]) =>
    bed.moestat("run", file, "--sizes", "60,120", "--reps", "1", "--workers", "1", ...more);

  it("takes plain data from the manifest, changes too", async (t) => {
    const bed = bench(t);
    bed.write("mine.json", spec);
    outputOf(await own(bed, "mine.json"));
    outputOf(await own(bed, "mine.json", "--k", "1"));
    outputOf(await own(bed, "softmax-exact", "--design", "uniform:-2:2"));
    bed.write("mine.json", "{}");
    const { code, stdout, stderr } = await bed.moestat("verify", "results");
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.equal(stdout, "6 of 6 fits that were made again agree bit by bit\n");
  });

  it("takes code from the files that are named, and passes over none in silence", async (t) => {
    const bed = bench(t);
    bed.write("mine.mjs", module("e.atoms.b[0][0] - t.atoms.b[0][0]"));
    outputOf(await own(bed, "mine.mjs"));
    outputOf(await own(bed, "mine.mjs", "--k", "1"));
    const without = await bed.moestat("verify", "results");
    assert.equal(without.code, 2);
    assert.match(
      without.stderr,
      /^results\/mine-certified\.jsonl cannot be made again; it has code of its own; name its file, mine\.mjs$/m,
    );
    assert.match(without.stderr, /^moestat: results is not verified; 2 runs could not be made again$/m);
    assert.equal(
      outputOf(await bed.moestat("verify", "results", "mine.mjs")),
      "4 of 4 fits that were made again agree bit by bit\n",
    );
    bed.write("mine.mjs", module("0"));
    const { code, stderr } = await bed.moestat("verify", "results", "mine.mjs");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /mine-certified\.jsonl cannot be made again; mine is now defined otherwise, in losses$/m,
    );
    assertRefused(await bed.moestat("verify", "results", "none.json"), "cannot read none.json");
  });

  it("takes the file of a run that is not finished and has no manifest", async (t) => {
    const bed = bench(t);
    bed.write("mine.json", spec);
    outputOf(await own(bed, "mine.json"));
    rmSync(bed.path("results/mine-certified.manifest.json"));
    assert.match((await bed.moestat("verify", "results")).stderr, /this version has no experiment mine/);
    assert.match(outputOf(await bed.moestat("verify", "results", "mine.json")), /^2 of 2 fits/);
  });
});

describe("moestat compare", () => {
  it("puts slopes and verdicts of two folders side by side, and draws them", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    await bed.left(...smallRun, "--seed", "two", "--out", "two");
    await bed.left("run", "demystifying-exact", "--sizes", "60", "--reps", "1", "--workers", "1");
    const { code, stdout, stderr } = await bed.moestat("compare", "results", "two", "--figure", "both.svg");
    assert.equal(code, 0, stderr);
    const [header, row] = stdout.trim().split("\n");
    assert.match(
      header!,
      /^setting +loss +theory +slope in results +in two +difference +verdict in results +in two$/,
    );
    assert.match(row!, /^softmax-exact \(certified\) +d1 +−0.50 .*undecided +undecided$/);
    assert.equal(stderr, "figure in both.svg\nonly in results: demystifying-exact (certified)\n");
    const figure = bed.read("both.svg");
    for (const text of ["seed moestat", "seed two"]) assert.ok(figure.includes(text), text);

    const compared = outputOf(await bed.moestat("compare", "results", "two", "--json"));
    const [{ runs, difference }] = JSON.parse(compared);
    assert.deepEqual(
      runs.map(({ seed, fits }: { seed: string; fits: number }) => [seed, fits]),
      [
        ["moestat", 6],
        ["two", 6],
      ],
    );
    assert.equal(difference.slope, runs[1].median.slope - runs[0].median.slope);
  });

  it("refuses folders that have nothing to compare", async (t) => {
    const bed = bench(t);
    await bed.left(...smallRun);
    assertRefused(
      await bed.moestat("compare", "results", "none"),
      "cannot read none; no such file or folder",
    );
    assertRefused(await bed.moestat("compare", "results", "."), "no finished run in .");
    assertRefused(
      await bed.moestat("compare", "results", "results", "--only", "topk"),
      'no runs of "topk" in both results and results',
    );
    assertRefused(
      await bed.moestat("compare", "results", "results", "--figure", "both.gif"),
      'unknown ending of --figure "gif"; known: png, svg, pdf',
    );
  });

  it("takes the difference of slopes with the interval of independent estimates", () => {
    const slope = (slope: number, half: number) =>
      ({ slope, low: slope - half, high: slope + half, intercept: 0, level: 0.95 }) as const;
    const { slope: difference, low, high } = slopeDifference(slope(-0.5, 0.3), slope(-0.25, 0.4));
    assert.deepEqual([difference, low, high], [0.25, -0.25, 0.75]);
  });
});
