import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { analyses } from "../../experiments/analyses/index.js";
import { inline } from "../../experiments/executors/inline.js";
import { threads, workerPool } from "../../experiments/executors/threads.js";
import { meter, type Progress, secondsLeft } from "../../experiments/progress.js";
import { leftOf, longestFirst, tasksOf } from "../../experiments/schedule.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { fitSet } from "../../experiments/storage/fit-set.js";
import { withoutTime } from "../../experiments/storage/results-file.js";
import type { Executor, LostFit, TrialRecord } from "../../experiments/types/record.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toy, toyProtocol } from "./support/toy.js";

const module = (name: string) => new URL(`./support/${name}.js`, import.meta.url);
const tasks = [...tasksOf("toy", toyProtocol, "moestat")];

async function collect(executor: Executor, signal?: AbortSignal): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for await (const record of executor(tasks, { signal })) records.push(record);
  return records;
}

const texts = (records: readonly TrialRecord[]) => records.map(withoutTime).sort();

test("1 and 3 worker threads give the records that this thread gives", async () => {
  const expected = texts(await collect(inline(toyTrial)));
  assert.equal(expected.length, tasks.length);
  for (const workers of [1, 3]) {
    assert.deepEqual(texts(await collect(threads({ workers, module: module("toy") }))), expected);
  }
});

test("the experiment with the heaviest fit runs first, and in each the largest sizes", () => {
  const queue = (name: string, k: number) => ({
    experiment: { ...toy, name, k },
    protocol: toyProtocol,
    seed: "moestat",
    fits: fitSet(),
  });
  const order = [...longestFirst([queue("two", 2), queue("four", 4), queue("three", 3)])];
  assert.equal(order.length, 3 * tasks.length);
  assert.deepEqual(
    order.filter(({ replicate }) => replicate === 0).map(({ experiment, n }) => `${experiment} ${n}`),
    ["four", "three", "two"].flatMap((name) => [1000, 100, 10].map((n) => `${name} ${n}`)),
  );
});

test("fits that are done are passed over, also those that are done while others wait", () => {
  const fits = fitSet();
  for (const replicate of [0, 2, 3, 5]) fits.add(1000, replicate, 1);
  const queue = { experiment: toy, protocol: toyProtocol, seed: "moestat", fits };
  const order = longestFirst([queue]);
  const next = () => {
    const { n, replicate } = order.next().value!;
    return `${n} ${replicate}`;
  };
  assert.deepEqual([next(), next(), next()], ["1000 1", "1000 4", "100 0"]);
  fits.add(100, 1, 1);
  assert.equal(next(), "100 2");
});

test("ten million fits of each size are begun at once and take no memory before they are done", async () => {
  const protocol = { ...toyProtocol, replicates: 1e7 };
  const queue = { experiment: toy, protocol, seed: "moestat", fits: fitSet() };
  const before = process.memoryUsage().heapUsed;
  const run = inline(toyTrial)(longestFirst([queue]))[Symbol.asyncIterator]();
  assert.equal((await run.next()).value.n, 1000);
  assert.deepEqual(
    leftOf(queue).map(({ fits }) => fits),
    [1e7, 1e7, 1e7],
  );
  await run.return?.();
  // A list of thirty million tasks would take gigabytes.
  assert.ok(process.memoryUsage().heapUsed - before < 1e8);
});

test("tasks begin in the given order", async () => {
  const keys = (await collect(inline(toyTrial))).map(({ n, replicate }) => `${n} ${replicate}`);
  assert.deepEqual(
    keys,
    tasks.map(({ n, replicate }) => `${n} ${replicate}`),
  );
});

test("an analysis in a worker thread is the analysis", async (t) => {
  const pool = workerPool({ workers: 1 });
  t.after(() => pool.close());
  const here = analyses.find(({ name }) => name === "fisher-spectrum")!.compute();
  assert.deepEqual(await pool.analysis("fisher-spectrum"), here);
  await assert.rejects(
    pool.analysis("spectrum"),
    /^(Moestat)?Error: unknown analysis "spectrum"; known: slow-directions, /,
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

test("the time left is the work that is left at the pace of the run, not the number of fits", () => {
  const base = {
    ...{ experiment: "e", protocol: "p", experiments: 1, finished: 0 },
    ...{ done: 2, total: 10, resumed: 1, startedAt: 1000 },
  };
  // Six seconds of work in three seconds: two workers.
  assert.equal(secondsLeft({ ...base, secondsDone: 6, secondsToDo: 2 }, 4000), 1);
  assert.equal(secondsLeft({ ...base, secondsDone: 0, secondsToDo: 2 }, 4000), undefined);
  assert.equal(secondsLeft({ ...base, secondsDone: 0, secondsToDo: Number.NaN }, 4000), undefined);
  assert.equal(secondsLeft({ ...base, secondsDone: 0, secondsToDo: 0 }, 4000), 0);
});

test("the work that is left is learned from the fits of each experiment, or of the others before it has any", () => {
  const protocol = { ...toyProtocol, sizes: [100], replicates: 4 };
  const beginning = (name: string) => {
    return { experiment: { ...toy, name }, protocol, left: [{ n: 100, fits: 4 }], finished: 0, times: [] };
  };
  const told: Progress[] = [];
  const count = meter([beginning("slow"), beginning("fast")], (progress) => told.push(progress));
  const fit = (experiment: string, seconds: number) =>
    count({ ...toyTrial({ ...tasks[0], n: 100 }), experiment, seconds });
  fit("slow", 8);
  fit("fast", 1);
  fit("slow", 6);
  const known = (value: number) => Math.round(1e6 * value) / 1e6;
  assert.deepEqual(
    told.map(({ secondsDone, secondsToDo }) => [secondsDone, known(secondsToDo)]),
    // 3 x 8 and 4 x 8; 3 x 8 and 3 x 1; 2 x 7 and 3 x 1.
    [
      [0, Number.NaN],
      [8, 56],
      [9, 27],
      [15, 17],
    ],
  );
});

test("the time of a fit begins in the loaded thread", async () => {
  const lost: LostFit[] = [];
  const late = threads({ workers: 1, module: module("late-trial"), timeout: 0.5 });
  const records: TrialRecord[] = [];
  for await (const record of late(tasks.slice(0, 2), { onLost: (fit) => lost.push(fit) }))
    records.push(record);
  assert.deepEqual([records.length, lost], [2, []]);
});

test("the time of a fit begins with the fit, and not while an analysis has its worker", async () => {
  const pool = workerPool({ workers: 1, timeout: 2 });
  try {
    // It takes some three seconds, the fit a tenth of one.
    const asked = pool.analysis("slow-directions");
    const protocol = { ...experimentByName("softmax-exact").protocols.certified, sizes: [60], replicates: 1 };
    const lost: LostFit[] = [];
    const records: TrialRecord[] = [];
    const fits = tasksOf("softmax-exact", protocol, "s");
    for await (const record of pool.run(fits, { onLost: (fit) => lost.push(fit) })) records.push(record);
    assert.deepEqual([records.length, lost], [1, []]);
    assert.equal((await asked).panels.length > 0, true);
  } finally {
    await pool.close();
  }
});
