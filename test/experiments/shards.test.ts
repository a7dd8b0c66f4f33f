import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { inline } from "../../experiments/executors/inline.js";
import { type Merged, mergeShards } from "../../experiments/merge.js";
import { changedExperiment } from "../../experiments/own/changes.js";
import { defineExperiment } from "../../experiments/own/define.js";
import { findExperiment } from "../../experiments/own/load.js";
import { runExperiment, runShard } from "../../experiments/run.js";
import { tasksOf } from "../../experiments/schedule.js";
import {
  fitsOfShard,
  partOf,
  readExtent,
  type Shard,
  shardFile,
  shardIndex,
  writeExtent,
} from "../../experiments/storage/shards.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { ExperimentFile } from "../../experiments/types/experiment-file.js";
import type { Task, TimedRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import { define, truth } from "./support/mine.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const executor = inline(toyTrial);

/** The files of a folder but for the times, byte for byte. */
const filesOf = (out: string) =>
  Object.fromEntries(
    readdirSync(out)
      .filter((file) => !file.endsWith(".times.csv"))
      .map((file) => [file, readFileSync(join(out, file), "utf8")]),
  );

const runPart = (out: string, shard: Shard, by = executor) =>
  runShard({ experiments: [toy], out, shard, executor: by });

/** A trial that notes which fits were made. */
function counting() {
  const made: string[] = [];
  const trial = (task: Task): TimedRecord => {
    made.push(`${task.n}/${task.replicate}`);
    return toyTrial(task);
  };
  return { made, executor: inline(trial) };
}

test("each fit belongs to one shard, and shards differ by one fit at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (of, replicates) => {
      const protocol = { ...toyProtocol, replicates };
      const counts = new Array<number>(of).fill(0);
      for (const task of tasksOf("toy", protocol, "s")) counts[shardIndex(protocol, task, of)]!++;
      assert.deepEqual(
        counts,
        counts.map((_, index) => fitsOfShard(protocol, { index, of })),
      );
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }),
  );
});

test("the name of a shard's file says of what it is a part", () => {
  const file = shardFile("a/toy-certified.jsonl", { index: 3, of: 8 });
  assert.equal(file, "a/toy-certified.shard-3-of-8.jsonl");
  assert.deepEqual(partOf(file), { whole: "a/toy-certified.jsonl", shard: { index: 3, of: 8 } });
  assert.equal(partOf("a/toy-certified.jsonl"), undefined);
});

test("what was asked for is noted beside a shard, and a note that is damaged is none", (t) => {
  const file = join(emptyFolder(t), "toy-certified.shard-0-of-2.jsonl");
  const note = file.replace(/jsonl$/, "asked.json");
  assert.equal(readExtent(file), undefined);
  for (const extent of [{}, { budget: "quick" }, { budget: "custom", sizes: [40, 60], reps: 3 }] as const) {
    writeExtent(file, extent);
    assert.deepEqual(readExtent(file), extent);
  }
  const damaged = ["", "null", "5", '{"sizes":5}', '{"sizes":[]}', '{"sizes":[0]}', '{"sizes":null}'];
  for (const text of [...damaged, '{"reps":1.5}', '{"reps":"3"}', '{"budget":"toString"}']) {
    writeFileSync(note, text);
    assert.equal(readExtent(file), undefined, text);
  }
});

test("what a process leaves that is killed just before or after a shard's file is there is removed", async (t) => {
  const out = emptyFolder(t);
  await runPart(out, { index: 0, of: 2 });
  const dead = JSON.stringify({
    pid: spawnSync(process.execPath, ["-e", ""]).pid,
    host: hostname(),
    born: "1",
  });
  const [first, second] = [0, 1].map((index) => `toy-certified.shard-${index}-of-2`);
  symlinkSync(dead, join(out, `${second}.jsonl.lock`));
  for (const draft of [`${first}.asked.json.draft`, `${first}.jsonl.draft`])
    writeFileSync(join(out, draft), "{");
  await runExperiment({ experiment: toy, out, executor });
  assert.deepEqual(
    readdirSync(out),
    ["jsonl", "manifest.json", "summary.json", "times.csv"].map((end) => `toy-certified.${end}`),
  );
});

test("shards in any order, put together, leave the files of one run to the byte", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  await runExperiment({ experiment: toy, out: reference, executor });
  for (const index of [3, 0, 2, 1]) await runPart(out, { index, of: 4 });
  const { made, executor: none } = counting();
  await runExperiment({ experiment: toy, out, executor: none });
  assert.equal(made.length, 0);
  assert.deepEqual(filesOf(out), filesOf(reference));
  const times = (folder: string) =>
    readFileSync(join(folder, "toy-certified.times.csv"), "utf8").split("\n").length;
  assert.equal(times(out), times(reference), "each fit has its time");
});

test("what a shard lacks is run by the command without it, and nothing else", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  await runExperiment({ experiment: toy, out: reference, executor });
  for (const index of [0, 2]) await runPart(out, { index, of: 3 });
  const { made, executor: rest } = counting();
  await runExperiment({ experiment: toy, out, executor: rest });
  const expected = [...tasksOf("toy", toyProtocol, "s")].filter(
    (task) => shardIndex(toyProtocol, task, 3) === 1,
  );
  assert.deepEqual(made.sort(), expected.map(({ n, replicate }) => `${n}/${replicate}`).sort());
  assert.deepEqual(filesOf(out), filesOf(reference));
});

test("a shard leaves out what stands in the results, in other shards, and in its own file", async (t) => {
  const out = emptyFolder(t);
  await runExperiment({ experiment: toy, out, sizes: [10], executor });
  await runPart(out, { index: 0, of: 2 });
  const { made, executor: rest } = counting();
  await runPart(out, { index: 0, of: 2 }, rest);
  assert.equal(made.length, 0);
  await runPart(out, { index: 0, of: 1 }, rest);
  const n10 = made.filter((fit) => fit.startsWith("10/"));
  assert.deepEqual([n10.length, made.length], [0, 6], "the odd fits of two sizes");
});

test("a shard with a torn and a damaged line loses these two fits alone", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  await runExperiment({ experiment: toy, out: reference, executor });
  await runPart(out, { index: 0, of: 1 });
  const file = join(out, "toy-certified.shard-0-of-1.jsonl");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  lines[3] = lines[3]!.replace('"steps":7', '"steps":8');
  writeFileSync(file, lines.slice(0, -1).join("\n"));
  appendFileSync(file, `\n${lines.at(-1)!.slice(0, 40)}`);
  const notices: string[] = [];
  const { made, executor: rest } = counting();
  await runExperiment({ experiment: toy, out, executor: rest, onNotice: (notice) => notices.push(notice) });
  assert.equal(made.length, 2);
  assert.match(notices.join(), /left out 1 damaged line$/);
  assert.deepEqual(filesOf(out), filesOf(reference));
});

test("a shard that is being run is not taken up", async (t) => {
  const out = emptyFolder(t);
  const file = join(out, "toy-certified.shard-1-of-2.jsonl");
  const running: typeof executor = async function* (tasks, options) {
    await assert.rejects(runExperiment({ experiment: toy, out, executor }), {
      message: `results file "${file}" is in use by process ${process.pid}`,
    });
    yield* executor(tasks, options);
  };
  await runPart(out, { index: 1, of: 2 }, running);
});

test("a shard that is none is refused", async (t) => {
  const out = emptyFolder(t);
  await assert.rejects(runPart(out, { index: 2, of: 2 }), {
    message: "invalid shard; not a whole number from 0 to 1: 2",
  });
  await assert.rejects(
    runPart(out, { index: 0, of: 0 }),
    /number of parts is not a positive whole number: 0/,
  );
});

/** An experiment of one's own with four tiny fits, and what runs it whole or in parts. */
function ownRun(experiment: Experiment) {
  const by = inline((task) => runNamedTrial(task, experiment));
  const asked = { sizes: [40, 60], reps: 2, executor: by };
  return {
    whole: (out: string) => runExperiment({ ...asked, experiment, out }),
    part: (out: string, index: number) =>
      runShard({ ...asked, experiments: [experiment], out, shard: { index, of: 3 } }),
  };
}

test("shards of one's own experiments of plain data, or with changes alone, are put together like the package's", async (t) => {
  const json = define({ truth, losses: ["d1"], notes: ["Nobody's."] });
  const changes = { losses: ["d2"] };
  for (const experiment of [
    json,
    changedExperiment(json, changes),
    await findExperiment("softmax-exact", changes),
  ]) {
    const { whole, part } = ownRun(experiment);
    const [here, there] = [emptyFolder(t), emptyFolder(t)];
    await whole(there);
    for (const index of [0, 2]) await part(here, index);
    const [{ missing }] = (await mergeShards(here)) as [Merged];
    assert.deepEqual(missing, { fits: 1, shards: [1], of: 3 });
    await part(here, 1);
    const [{ summary }] = (await mergeShards(here)) as [Merged];
    assert.equal(summary?.title, experiment.title);
    assert.deepEqual(filesOf(here), filesOf(there));
  }
});

test("shards of an experiment with code are added, and what they lack is counted", async (t) => {
  const code = { name: "mine", file: join(emptyFolder(t), "my mine.mjs"), code: "c0de" };
  const spec = {
    truth,
    losses: [() => 0].map((loss) => Object.defineProperty(loss, "name", { value: "none" })),
  };
  const { part } = ownRun(defineExperiment(spec as unknown as ExperimentFile, code));
  const out = emptyFolder(t);
  for (const index of [0, 2]) await part(out, index);
  const [first] = (await mergeShards(out)) as [Merged];
  assert.deepEqual(first.missing, { fits: 1, shards: [1], of: 3 });
  await part(out, 1);
  const [{ file, missing, summary, code: found }] = (await mergeShards(out)) as [Merged];
  assert.deepEqual([missing, summary, found], [undefined, undefined, "my mine.mjs"]);
  assert.deepEqual(readdirSync(out), ["mine-certified.jsonl", "mine-certified.times.csv"]);
  assert.equal(readFileSync(file, "utf8").trim().split("\n").length, 5);
});
