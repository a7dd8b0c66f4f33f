import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inline } from "../../experiments/executors/inline.js";
import { threads } from "../../experiments/executors/threads.js";
import { withoutTime } from "../../experiments/results-file.js";
import { secondsLeft, tasksOf } from "../../experiments/schedule.js";
import type { Executor, TrialRecord } from "../../experiments/types.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toyProtocol } from "./support/toy.js";

const module = (name: string) => new URL(`./support/${name}.js`, import.meta.url);
const tasks = tasksOf("toy", toyProtocol, "moestat");

async function collect(executor: Executor, signal?: AbortSignal): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for await (const record of executor(tasks, { signal })) records.push(record);
  return records;
}

const texts = (records: readonly TrialRecord[]) => records.map(withoutTime).sort();

test("1, 2 and 3 worker threads give the records that this thread gives", async () => {
  const expected = texts(await collect(inline(toyTrial)));
  assert.equal(expected.length, tasks.length);
  for (const workers of [1, 2, 3]) {
    assert.deepEqual(texts(await collect(threads({ workers, module: module("toy") }))), expected);
  }
});

test("the largest sizes run first", async () => {
  const sizes = (await collect(inline(toyTrial))).map((record) => record.n);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => b - a),
  );
});

test("a slow reader holds the workers back, and one that stops ends them", async (t) => {
  const folder = emptyFolder(t);
  const logged = tasks.map((task) => ({ ...task, seed: folder }));
  const run = threads({ workers: 1, module: module("logging-trial") })(logged)[Symbol.asyncIterator]();
  await run.next();
  await sleep(100);
  await run.return?.();
  const begun = readFileSync(join(folder, "begun"), "utf8").trim().split("\n").length;
  assert.ok(begun <= 3, `${begun} trials begun`);
});

test("an error in a trial reaches the caller with its message", async () => {
  await assert.rejects(collect(threads({ workers: 2, module: module("failing-trial") })), {
    message: "invalid x; too few observations: 3",
  });
});

for (const [name, executor] of [
  ["this thread", inline(toyTrial)],
  ["worker threads", threads({ workers: 2, module: module("slow-trial") })],
] as const) {
  test(`an abort ends ${name} with the signal's reason`, async () => {
    const controller = new AbortController();
    let count = 0;
    const run = async () => {
      for await (const _ of executor(tasks, { signal: controller.signal })) {
        if (++count === 3) controller.abort(new Error("interrupted"));
      }
    };
    await assert.rejects(run(), { message: "interrupted" });
    assert.equal(count, 3);
  });
}

test("a number of workers that is no positive whole number is refused", () => {
  assert.throws(() => threads({ workers: 0 }), {
    message: "invalid workers; not a positive whole number: 0",
  });
});

test("the time left counts the work that is left, not the number of fits", () => {
  const base = { experiment: "e", protocol: "p", done: 2, total: 10, resumed: 1, startedAt: 1000 };
  assert.equal(secondsLeft({ ...base, weightDone: 75, weightTotal: 100 }, 4000), 1);
  assert.equal(secondsLeft({ ...base, weightDone: 0, weightTotal: 100 }, 4000), undefined);
  assert.equal(secondsLeft({ ...base, weightDone: 0, weightTotal: 0 }, 4000), 0);
});
