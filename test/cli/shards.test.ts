import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { truth } from "../experiments/support/mine.js";
import { assertRefused, type Bench, bench, outputOf } from "./process.js";

const tiny = ["--sizes", "40,60", "--reps", "2", "--workers", "1"];
const run = ["run", "softmax-exact", ...tiny];

/** The files of a folder but for the times, byte for byte. */
const filesOf = ({ path }: Bench, folder: string) =>
  Object.fromEntries(
    readdirSync(path(folder))
      .filter((file) => !file.endsWith(".times.csv"))
      .map((file) => [file, readFileSync(join(path(folder), file), "utf8")]),
  );

describe("moestat run --shard and merge", () => {
  it("put shards together to the files of one run, and say what is missing", async (t) => {
    const bed = bench(t);
    const { left, moestat } = bed;
    await left(...run, "--out", "one");
    for (const index of [0, 2])
      assert.equal(
        outputOf(await moestat(...run, "--shard", `${index}/3`)),
        `results/softmax-exact-certified.shard-${index}-of-3.jsonl\n`,
      );
    assertRefused(await moestat("export", "results"), "put them together: moestat merge results");
    const { code, stderr } = await moestat("merge", "results");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      "moestat: softmax-exact: 1 fit missing, of shard 1 of 3; the command without --shard runs just these\n",
    );
    outputOf(await moestat(...run, "--shard", "1/3"));
    assert.equal(outputOf(await moestat("merge", "results")), "results/softmax-exact-certified.jsonl\n");
    assert.deepEqual(filesOf(bed, "results"), filesOf(bed, "one"));
    assertRefused(await moestat("merge", "results"), "no shards in results");
  });

  it("say how a folder with a blank in its name is merged, as a shell takes it", async (t) => {
    const { moestat } = bench(t);
    const { code, stderr } = await moestat(...run, "--out", "my results", "--shard", "0/2");
    assert.equal(code, 0, stderr);
    const merge = "put them together with: moestat merge 'my results'\n";
    assert.ok(stderr.endsWith(merge), stderr);
    assertRefused(await moestat("export", "my results"), "together: moestat merge 'my results'");
    outputOf(await moestat("run", "demystifying-exact", ...tiny, "--out", "my results"));
    const exported = await moestat("export", "my results");
    assert.equal(exported.code, 0, exported.stderr);
    assert.ok(exported.stderr.includes(merge), exported.stderr);
  });

  it("count what is missing at once, however many fits a note asks for", async (t) => {
    const bed = bench(t);
    const part = (index: number) => `softmax-exact-certified.shard-${index}-of-3`;
    for (const index of [0, 2]) {
      outputOf(await bed.moestat(...run, "--shard", `${index}/3`));
      bed.write(`results/${part(index)}.asked.json`, { budget: "default", sizes: [40, 60], reps: 1e12 });
    }
    const { code, stderr } = await bed.moestat("merge", "results");
    assert.equal(code, 2);
    assert.match(stderr, /^moestat: softmax-exact: 1,999,999,999,997 fits missing, of all 3 shards;/);
  });

  it("take the experiments of reproduce one by one", async (t) => {
    const bed = bench(t);
    const args = ["reproduce", "--only", "softmax-exact,demystifying-exact", ...tiny];
    for (const index of [0, 1]) outputOf(await bed.moestat(...args, "--shard", `${index}/2`));
    outputOf(await bed.moestat("merge", "results"));
    const summaries = readdirSync(bed.path("results")).filter((name) => name.endsWith(".summary.json"));
    assert.equal(summaries.length, 2);
  });

  it("say which command sums up an experiment with code of its own", async (t) => {
    const { moestat, write } = bench(t);
    write(
      "my gate.mjs",
      `const none = () => 0;
       export default { truth: ${JSON.stringify(truth)}, losses: [none], sizes: [40, 60], replicates: 2 };`,
    );
    const own = ["run", "my gate.mjs", "--workers", "1"];
    outputOf(await moestat(...own, "--shard", "0/2"));
    const { code, stderr } = await moestat("merge", "results");
    assert.equal(code, 2);
    assert.match(stderr, /^moestat: my-gate: 2 fits missing, of shard 1 of 2;/);
    outputOf(await moestat(...own, "--shard", "1/2"));
    const merged = await moestat("merge", "results");
    assert.equal(merged.code, 0);
    assert.match(merged.stderr, /code of its own, and moestat run 'my gate\.mjs', with .* sums them up$/m);
    assert.match(outputOf(await moestat(...own)), /^my-gate: exact-specified/);
  });

  it("refuse what is no shard, and folders that are not there", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat(...run, "--shard", "3"), "invalid --shard; not of the form 3/8: 3");
    assertRefused(await moestat(...run, "--shard", "3/3"), "3 is none of 3");
    assertRefused(await moestat("merge", "nowhere"), "cannot read nowhere; no such file or folder");
  });
});
