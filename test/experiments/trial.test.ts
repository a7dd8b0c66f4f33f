import assert from "node:assert/strict";
import { test } from "node:test";
import { inline } from "../../experiments/executors/inline.js";
import { threads } from "../../experiments/executors/threads.js";
import { withoutTime } from "../../experiments/results-file.js";
import { tasksOf } from "../../experiments/schedule.js";
import { experimentByName, experiments, protocolByName } from "../../experiments/specs/index.js";
import { drawData, runNamedTrial } from "../../experiments/trial.js";
import type { Executor, Task } from "../../experiments/types.js";

const at = (experiment: string, protocol: "certified" | "paper", n = 100): Task => ({
  experiment,
  protocol,
  n,
  replicate: 0,
  seed: "moestat",
});

test("every experiment and protocol gives a record that names its fit and has all its losses", () => {
  for (const { name, truthName, experts, protocols } of experiments) {
    for (const protocol of Object.values(protocols)) {
      const record = runNamedTrial(at(name, protocol.name));
      assert.equal(record.key, `moestat/${truthName}/100/0/k${experts}/${protocol.name}`);
      assert.deepEqual(Object.keys(record.losses), [...protocol.losses]);
      assert.ok(Object.values(record.losses).every((loss) => loss > 0 && Number.isFinite(loss)));
      assert.ok(Number.isFinite(record.logLik) && Number.isFinite(record.steps));
      assert.equal((record.params.gating.beta0 as number[]).length, experts);
    }
  }
});

test("all numbers of experts and both protocols fit the same data; another replicate or seed has others", () => {
  const y = (name: string, task: Partial<Task> = {}) => {
    const experiment = experimentByName(name);
    const full = { ...at(name, "certified"), ...task };
    return [...drawData(experiment, protocolByName(experiment, full.protocol), full).y];
  };
  const base = y("demystifying-exact");
  assert.deepEqual(y("demystifying-over-4"), base);
  assert.deepEqual(y("demystifying-over", { protocol: "paper" }), base);
  assert.notDeepEqual(y("demystifying-exact", { replicate: 1 }), base);
  assert.notDeepEqual(y("demystifying-exact", { seed: "other" }), base);
  assert.notDeepEqual(y("softmax-exact"), base);
});

test("a certified fit of 1000 samples is a certified maximum near the truth", () => {
  const record = runNamedTrial(at("demystifying-exact", "certified", 1000));
  assert.equal(record.status, "converged");
  assert.ok(record.score <= 1e-8);
  assert.ok(record.losses.d1 < 0.5, `${record.losses.d1}`);
});

test("the package's own trials are the same in 1, 2 and 3 worker threads as in this thread", async () => {
  const protocol = { ...protocolByName(experimentByName("softmax-over")), sizes: [100], replicates: 4 };
  const texts = async (executor: Executor) => {
    const found: string[] = [];
    for await (const record of executor(tasksOf("softmax-over", protocol, "moestat"))) {
      found.push(withoutTime(JSON.parse(JSON.stringify(record))));
    }
    return found.sort();
  };
  const expected = await texts(inline(runNamedTrial));
  assert.equal(expected.length, 4);
  for (const workers of [1, 2, 3]) assert.deepEqual(await texts(threads({ workers })), expected);
});

test("a sample size below the number of parameters is refused, from a worker too", async () => {
  const protocol = { ...protocolByName(experimentByName("softmax-exact")), sizes: [5], replicates: 1 };
  const run = async () => {
    for await (const _ of threads({ workers: 1 })(tasksOf("softmax-exact", protocol, "moestat")));
  };
  await assert.rejects(run(), /too few observations/);
});
