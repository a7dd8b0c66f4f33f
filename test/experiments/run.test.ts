import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inline } from "../../experiments/executors/inline.js";
import { threads, workerPool } from "../../experiments/executors/threads.js";
import { definitionHash } from "../../experiments/identity.js";
import type { Progress } from "../../experiments/progress.js";
import { runExperiment, runExperiments } from "../../experiments/run.js";
import type { RunResult } from "../../experiments/running/options.js";
import { readExperiment } from "../../experiments/running/read.js";
import { manifestFile, readManifest } from "../../experiments/storage/manifest.js";
import { emptyFolder } from "./support/folder.js";
import toyTrial, { toy } from "./support/toy.js";

const module = new URL("./support/toy.js", import.meta.url);
const executor = inline(toyTrial);
const summaryOf = (out: string) => readFileSync(join(out, "toy-certified.summary.json"), "utf8");
const fitsOf = (out: string) => readFileSync(join(out, "toy-certified.jsonl"), "utf8").split("\n").length - 2;

/** The files of a folder but for the times, byte for byte. */
const filesOf = (out: string) =>
  Object.fromEntries(
    readdirSync(out)
      .filter((file) => !file.endsWith(".times.csv"))
      .map((file) => [file, readFileSync(join(out, file), "utf8")]),
  );

/** Runs the toy experiment in a process, kills it when its file holds `count` records, and tells how many survive. */
async function killedAfter(count: number, out: string): Promise<number> {
  const file = join(out, "toy-certified.jsonl");
  const held = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 2 : 0);
  const script = fileURLToPath(new URL("./support/run-slowly.js", import.meta.url));
  const child = spawn(process.execPath, [script, out], { stdio: "inherit" });
  const exited = once(child, "exit");
  while (held() < count && child.exitCode === null) await sleep(2);
  child.kill("SIGKILL");
  await exited;
  return held();
}

test("1 and 3 workers write the same files to the byte", async (t) => {
  const reference = emptyFolder(t);
  await runExperiment({ experiment: toy, out: reference, executor });
  for (const workers of [1, 3]) {
    const out = emptyFolder(t);
    await runExperiment({ experiment: toy, out, executor: threads({ workers, module }) });
    assert.deepEqual(filesOf(out), filesOf(reference));
  }
});

test("a run that is killed twice goes on where it was and ends with the same files", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  await runExperiment({ experiment: toy, reps: 20, out: reference, executor });
  const first = await killedAfter(3, out);
  const second = await killedAfter(first + 5, out);
  assert.ok(first < second && second < 60, `${first}, ${second} records`);
  assert.ok(readdirSync(out).includes("toy-certified.jsonl.lock"));

  let resumed = -1;
  const onProgress = (progress: Progress) => {
    resumed = progress.resumed;
  };
  await runExperiment({ experiment: toy, reps: 20, out, executor, onProgress });
  assert.equal(resumed, second);
  assert.deepEqual(filesOf(out), filesOf(reference));
  assert.deepEqual(
    readdirSync(out).sort(),
    ["jsonl", "manifest.json", "summary.json", "times.csv"].map((end) => `toy-certified.${end}`),
  );
});

test("an aborted run keeps what is done and goes on from there", async (t) => {
  const out = emptyFolder(t);
  const controller = new AbortController();
  const onProgress = ({ done }: Progress) => {
    if (done === 7) controller.abort(new Error("interrupted"));
  };
  const first = runExperiment({ experiment: toy, out, executor, signal: controller.signal, onProgress });
  await assert.rejects(first, { message: "interrupted" });
  assert.equal(fitsOf(out), 7);
  const events: Progress[] = [];
  await runExperiment({ experiment: toy, out, executor, onProgress: (event) => events.push(event) });
  assert.deepEqual(
    events.map((event) => event.done),
    Array.from({ length: 12 }, (_, i) => i + 7),
  );
  assert.equal(events[0].secondsDone, 0);
  assert.ok(events[0].secondsToDo > 0, "known from the fits of the first run");
  assert.equal(events.at(-1)!.secondsToDo, 0);
});

const pair = [toy, { ...toy, name: "toy-4", k: 4 }];
test("two experiments on 1 and 3 shared workers give the bytes of one run after the other", async (t) => {
  const reference = emptyFolder(t);
  for (const experiment of pair) await runExperiment({ experiment, out: reference, executor });
  assert.equal(Object.keys(filesOf(reference)).length, 6);
  for (const workers of [1, 3]) {
    const out = emptyFolder(t);
    const results: RunResult[] = [];
    const pool = workerPool({ workers, module });
    t.after(() => pool.close());
    const onResult = (result: RunResult) => void results.push(result);
    await runExperiments({ experiments: pair, out, executor: pool.run, onResult });
    assert.deepEqual(filesOf(out), filesOf(reference));
    assert.deepEqual(results.map(({ records }) => records.length).sort(), [18, 18]);
    // The same threads once more: all is there.
    await runExperiments({ experiments: pair, out, executor: pool.run });
    assert.deepEqual(filesOf(out), filesOf(reference));
  }
});

test("several experiments that are aborted keep what is done, and finished ones their summary", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  await runExperiments({ experiments: pair, out: reference, executor });
  const controller = new AbortController();
  const pool = workerPool({ workers: 2, module });
  t.after(() => pool.close());
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => {
    told.push(progress);
    if (progress.done === 25) controller.abort(new Error("interrupted"));
  };
  await assert.rejects(
    runExperiments({
      experiments: pair,
      out,
      executor: pool.run,
      signal: controller.signal,
      onProgress,
    }),
    { message: "interrupted" },
  );
  assert.equal(told.at(-1)!.total, 36);
  const kept = readdirSync(out);
  for (const { name } of pair) {
    const fits =
      readFileSync(join(out, `${name}-certified.jsonl`), "utf8")
        .trim()
        .split("\n").length - 1;
    assert.equal(kept.includes(`${name}-certified.summary.json`), fits === 18);
  }
  const finished: string[] = [];
  await runExperiments({
    experiments: pair,
    out,
    executor: inline(toyTrial),
    onProgress: ({ done, resumed }) => assert.ok(resumed === 25 && done >= 25),
    onResult: ({ summary }) => void finished.push(summary.experiment),
  });
  assert.deepEqual(finished.sort(), ["toy", "toy-4"]);
  assert.deepEqual(filesOf(out), filesOf(reference));
});

test("a longer run reuses the fits of a shorter one, and ends with the files of one run", async (t) => {
  const [out, reference] = [emptyFolder(t), emptyFolder(t)];
  const resumed: number[] = [];
  const onProgress = (event: Progress) => event.done === event.resumed && resumed.push(event.resumed);
  const run = (more: object) => runExperiment({ experiment: toy, out, executor, onProgress, ...more });
  const short = await run({ sizes: [10, 100], reps: 3 });
  assert.equal(short.summary.budget, "custom");
  assert.equal(short.summary.fits, 6);
  const full = await run({});
  assert.equal(full.summary.budget, "full");
  assert.equal(full.summary.fits, 18);
  assert.deepEqual(resumed, [0, 6]);
  await runExperiment({ experiment: toy, out: reference, executor });
  assert.deepEqual(filesOf(out), filesOf(reference));
});

test("another seed in the same folder is refused, and what stands there is left alone", async (t) => {
  const out = emptyFolder(t);
  await runExperiment({ experiment: toy, out, executor });
  const before = filesOf(out);
  await assert.rejects(runExperiment({ experiment: toy, out, executor, seed: "other" }), {
    message: `results file "${join(out, "toy-certified.jsonl")}" holds fits of seed "moestat"; give those of seed "other" a folder of their own`,
  });
  assert.deepEqual(filesOf(out), before);
  const elsewhere = emptyFolder(t);
  await runExperiment({ experiment: toy, out: elsewhere, executor, seed: "other" });
  assert.notDeepEqual(summaryOf(elsewhere), before["toy-certified.summary.json"]);
});

test("a manifest says what was run, and vouches for the results", async (t) => {
  const out = emptyFolder(t);
  const run = { experiment: "softmax-exact", sizes: [60, 120], reps: 2, seed: "it's", out, workers: 1 };
  await runExperiment(run);
  const file = join(out, "softmax-exact-certified.jsonl");
  const { definition, spec, environment, results, command, ...rest } = readManifest(manifestFile(file));
  const { sizes, replicates, seed, budget } = rest;
  assert.deepEqual(
    { sizes, replicates, seed, budget },
    {
      sizes: [60, 120],
      replicates: 2,
      seed: "it's",
      budget: "custom",
    },
  );
  assert.equal(
    command,
    "moestat run softmax-exact --protocol certified --sizes 60,120 --reps 2 --seed 'it'\\''s'",
  );
  assert.equal(spec, definitionHash(definition));
  assert.deepEqual(environment, { node: process.version, platform: process.platform, arch: process.arch });
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  assert.deepEqual(results, { file: "softmax-exact-certified.jsonl", fits: 4, sha256 });
  writeFileSync(manifestFile(file), JSON.stringify({ definition, spec, results, command, ...rest }));
  assert.throws(() => readManifest(manifestFile(file)), /not a manifest: environment; missing$/);
});

test("a finished run can be read without being run; an unfinished one says what is missing", async (t) => {
  const out = emptyFolder(t);
  const { summary, records } = await runExperiment({ experiment: toy, out, reps: 2, executor });
  const read = readExperiment({ experiment: toy, out, reps: 2 });
  assert.deepEqual(read.summary, summary);
  assert.deepEqual([...read.records], [...records]);
  assert.throws(() => readExperiment({ experiment: toy, out }), {
    message: `results file "${join(out, "toy-certified.jsonl")}" holds 6 of the 18 fits asked for; run the experiment first`,
  });
});

for (const { seed, reason, options } of [
  { seed: "hang", reason: "more than 1 s", options: { timeout: 1 } },
  // A heap that the toy does not fill.
  { seed: "heap", reason: "out of memory", options: { heap: 32 } },
])
  test(`a fit that is lost (${reason}) is told and counted, the others go on, and the next run tries it again`, async (t) => {
    const [out, reference] = [emptyFolder(t), emptyFolder(t)];
    const notices: string[] = [];
    const run = { experiment: toy, out, seed, onNotice: (notice: string) => void notices.push(notice) };
    const troubled = new URL("./support/troubled-trial.js", import.meta.url);
    const { summary, records } = await runExperiment({
      ...run,
      executor: threads({ workers: 2, module: troubled, ...options }),
    });
    assert.equal(records.length, 17);
    assert.deepEqual(notices, [
      `lost a fit of toy, n = 100, replicate 2: ${reason}; it counts as a failure, and the same command tries it again`,
    ]);
    assert.equal(
      readFileSync(join(out, "toy-certified.lost.csv"), "utf8"),
      `n,replicate,reason\n100,2,${reason}\n`,
    );
    const { fits, failures, lost, losses } = summary;
    assert.deepEqual([fits, failures, lost], [18, 1, 1]);
    const sizes = losses[0].sizes.map(({ replicates, certified, skipped }) => [
      replicates,
      certified,
      skipped,
    ]);
    assert.deepEqual(sizes, [
      [6, 6, undefined],
      [6, 5, 1],
      [6, 6, undefined],
    ]);
    assert.match(summary.notes!.at(-1)!, /^Lost fits \(.*\), which count as not certified .*: 1\.$/);
    assert.deepEqual(readExperiment({ experiment: toy, out, seed }).summary, summary);

    await runExperiment({ ...run, executor });
    await runExperiment({ experiment: toy, out: reference, seed, executor });
    assert.deepEqual(filesOf(out), filesOf(reference));
  });

test("unknown names, budgets and numbers of workers are refused before anything is written", async (t) => {
  const out = emptyFolder(t);
  await assert.rejects(runExperiment({ experiment: "toys", out }), {
    message: /^unknown experiment "toys"; known begin with demystifying, /,
  });
  await assert.rejects(runExperiment({ experiment: toy, out, budget: "fast" as "quick" }), {
    message: 'unknown budget "fast"; known: quick, default, full',
  });
  await assert.rejects(runExperiment({ experiment: "softmax-exact", out, workers: 1.5 }), {
    message: "invalid workers; not a positive whole number: 1.5",
  });
  assert.deepEqual(readdirSync(out), []);
});
