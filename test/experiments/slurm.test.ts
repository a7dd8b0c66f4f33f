import assert from "node:assert/strict";
import { appendFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { growingLines } from "../../experiments/executors/slurm/growing.js";
import { harvest } from "../../experiments/executors/slurm/harvest.js";
import { outstanding } from "../../experiments/executors/slurm/outstanding.js";
import { jobScript, ranges } from "../../experiments/executors/slurm/script.js";
import { runShard } from "../../experiments/run.js";
import { tasksOf } from "../../experiments/schedule.js";
import { readHeader } from "../../experiments/storage/results-file.js";
import type { Executor } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

test("array tasks are named in ranges", () => {
  assert.equal(ranges([0, 1, 2, 3, 7, 9, 10]), "0-3,7,9-10");
  assert.equal(ranges([5]), "5");
});

test("a job script quotes what a shell or Slurm would read otherwise", () => {
  const options = { name: "toy", out: "50% done", directory: "/a b", array: 2, command: ["x", "it's"] };
  const lines = jobScript(options).split("\n");
  assert.ok(lines.includes("#SBATCH --output='/a b/50%% done/slurm/toy/task-%a.log'"), lines.join("\n"));
  assert.ok(lines.includes("cd '/a b' || exit 1"));
  assert.ok(lines.includes(`exec x 'it'\\''s' --shard "$SLURM_ARRAY_TASK_ID/2"`));
  assert.throws(() => jobScript({ ...options, array: 0 }), {
    message: "invalid array; not a positive whole number: 0",
  });
});

test("lines of a growing file come whole and once, and again where the file is another", (t) => {
  const file = join(emptyFolder(t), "lines");
  const lines = growingLines(file);
  assert.deepEqual(lines(), []);
  writeFileSync(file, "a\nb");
  assert.deepEqual(lines(), ["a"]);
  appendFileSync(file, "c\nd\n");
  assert.deepEqual(lines(), ["bc", "d"]);
  assert.deepEqual(lines(), []);
  writeFileSync(`${file}.new`, "x\ny\nz\nlonger than before\n");
  renameSync(`${file}.new`, file);
  assert.equal(lines().length, 4);
  writeFileSync(file, "s\n");
  assert.deepEqual(lines(), ["s"]);
});

/** Runs all of the toy as one shard, with the fits of n = 100 lost. */
async function ranWithLosses(out: string) {
  const losing: Executor = async function* (tasks, { onLost } = {}) {
    for (const task of tasks)
      if (task.n === 100) onLost!({ ...task, reason: "more than 1 s", seconds: 1 });
      else yield toyTrial(task);
  };
  await runShard({ experiments: [toy], out, shard: { index: 0, of: 1 }, executor: losing });
  const file = join(out, "toy-certified.jsonl");
  const header = readHeader(join(out, "toy-certified.shard-0-of-1.jsonl"));
  return { experiment: "toy", protocol: toyProtocol, file, header };
}

test("records and lost fits of shards are gathered once, and the files then go", async (t) => {
  const out = emptyFolder(t);
  const run = await ranWithLosses(out);
  const waiting = outstanding(tasksOf("toy", toyProtocol, "moestat"), [run]);
  const field = harvest([run], waiting);
  const records = [...field.gather()];
  assert.equal(records.length, 12);
  assert.ok(records.every(({ seconds }) => seconds >= 0));
  assert.deepEqual([...field.gather()], []);
  assert.equal(waiting.left(), 6);
  const lost = field.lost();
  assert.deepEqual(
    lost.map(({ n, replicate, reason, seed }) => [n, replicate, reason, seed]),
    [0, 1, 2, 3, 4, 5].map((replicate) => [100, replicate, "more than 1 s", "moestat"]),
  );
  assert.equal(waiting.left(), 0);
  field.clear();
  assert.deepEqual(readdirSync(out), []);
});

test("a shard with fits that nobody asked for stays", async (t) => {
  const out = emptyFolder(t);
  const run = { ...(await ranWithLosses(out)), protocol: { ...toyProtocol, sizes: [10] } };
  const waiting = outstanding(tasksOf("toy", run.protocol, "moestat"), [run]);
  const field = harvest([run], waiting);
  assert.equal([...field.gather()].length, 6);
  field.clear();
  assert.ok(readdirSync(out).includes("toy-certified.shard-0-of-1.jsonl"));
});
