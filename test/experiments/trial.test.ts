import assert from "node:assert/strict";
import { test } from "node:test";
import { inline } from "../../experiments/executors/inline.js";
import { threads } from "../../experiments/executors/threads.js";
import { drawData } from "../../experiments/parts/data.js";
import { fittedModel } from "../../experiments/parts/models.js";
import { tasksOf } from "../../experiments/schedule.js";
import { experimentByName, experiments, protocolByName } from "../../experiments/specs/index.js";
import { withoutTime } from "../../experiments/storage/results-file.js";
import { measured, remeasured, runNamedTrial, trial } from "../../experiments/trial.js";
import type { ProtocolName } from "../../experiments/types/protocol.js";
import type { Executor, Task } from "../../experiments/types/record.js";
import { mayBeUndefined } from "../../src/losses/index.js";
import { modelOf } from "../../src/registry.js";

const at = (experiment: string, protocol: ProtocolName, n = 100): Task => ({
  experiment,
  protocol,
  n,
  replicate: 0,
  seed: "moestat",
});

test("every experiment and protocol gives a record that names its fit and has all its losses", () => {
  for (const experiment of experiments) {
    const { name, truthName, truth, k, fitted, set, protocols } = experiment;
    for (const protocol of Object.values(protocols)) {
      // With experts too many climbs are long, and what a record holds does not depend on their ends.
      const hasty = { ...protocolByName(experiment, protocol.name), maxSteps: 3 };
      const task = at(name, protocol.name);
      const record = k > modelOf(truth).k ? trial(experiment, hasty, task) : runNamedTrial(task);
      const changed = Object.entries({ ...fitted?.gating, ...fitted?.expert });
      const model = [
        `k${k}`,
        ...changed.map(([option, value]) => `${option}=${value}`),
        ...(set ? [`set=${set}`] : []),
      ].join();
      assert.equal(record.key, `moestat/${truthName}/100/0/${model}/${protocol.name}`);
      assert.deepEqual(Object.keys(record.losses), [...protocol.losses]);
      for (const [loss, value] of Object.entries(record.losses)) {
        if (mayBeUndefined(loss) && Number.isNaN(value)) continue;
        assert.ok(value >= 0 && Number.isFinite(value), `${name} ${loss}: ${value}`);
      }
      for (const loss of ["hellinger", "totalVariation"])
        if (protocol.losses.includes(loss))
          assert.ok(record.losses[loss] > 0 && record.losses[loss] < 1, `${name} ${record.losses[loss]}`);
      const cells = record.pattern.split(",").map(Number);
      assert.equal(
        cells.reduce((sum, size) => sum + size),
        k,
      );
      assert.ok(Number.isFinite(record.logLik) && Number.isFinite(record.steps));
      assert.equal(modelOf(record.params).k, k);
    }
  }
});

test("all numbers of experts and all protocols fit the same data; another replicate or seed has others", () => {
  const y = (name: string, task: Partial<Task> = {}) => {
    const experiment = experimentByName(name);
    const full = { ...at(name, "certified"), ...task };
    return [...drawData(experiment, protocolByName(experiment, full.protocol), full).y];
  };
  const base = y("demystifying-exact");
  assert.deepEqual(y("demystifying-over-4"), base);
  assert.deepEqual(y("demystifying-over", { protocol: "paper" }), base);
  assert.deepEqual(y("demystifying-exact", { protocol: "paper-certified" }), base);
  assert.notDeepEqual(y("demystifying-exact", { replicate: 1 }), base);
  assert.notDeepEqual(y("demystifying-exact", { seed: "other" }), base);
  assert.notDeepEqual(y("softmax-exact"), base);
});

test("a fitted model has the options of the truth but for those that the experiment changes", () => {
  const { gating, experts } = fittedModel(experimentByName("topk-threshold-2-of-4"));
  assert.deepEqual(gating.selection, { k: 2, rank: "slope" });
  assert.equal(experts, 4);
  assert.deepEqual(fittedModel(experimentByName("topk-exact")).gating.selection, { k: 1, rank: "slope" });
  assert.equal(fittedModel(experimentByName("softmax-over")).gating.selection, undefined);
});

test("the truth itself and its equivalents score 0, whatever the loss", () => {
  for (const name of [
    "softmax-exact",
    "topk-three-d2",
    "temperature-exact-tanh",
    "multinomial-regime2-exact-tanh",
  ]) {
    const experiment = experimentByName(name);
    for (const params of [experiment.truth, ...(experiment.equivalents ?? [])]) {
      const { losses, pattern } = measured(experiment, protocolByName(experiment), params);
      // Rounding of the densities, 1e-16, under the root of the Hellinger distance.
      for (const [loss, value] of Object.entries(losses))
        assert.ok(value < 1e-7, `${name} ${loss}: ${value}`);
      assert.match(pattern, /^1(,1)+$/);
    }
  }
});

test("an older record measured again is the record of the fit itself", () => {
  const record = runNamedTrial(at("softmax-over", "certified"));
  const experiment = experimentByName("softmax-over");
  const { pattern, ...older } = { ...record, losses: { d2: record.losses.d2 } };
  const again = remeasured(experiment, protocolByName(experiment), JSON.parse(JSON.stringify(older)));
  assert.equal(withoutTime(again), withoutTime(record));
});

test("a certified fit of 1000 samples is a certified maximum near the truth", () => {
  const record = runNamedTrial(at("demystifying-exact", "certified", 1000));
  assert.equal(record.status, "converged");
  assert.ok(record.score <= 1e-8);
  assert.ok(record.losses.d1 < 0.5, `${record.losses.d1}`);
});

test("the package's own trials are the same in 1 and 3 worker threads as in this thread", async () => {
  const protocol = { ...protocolByName(experimentByName("softmax-exact")), sizes: [100], replicates: 4 };
  const texts = async (executor: Executor) => {
    const found: string[] = [];
    for await (const record of executor(tasksOf("softmax-exact", protocol, "moestat"))) {
      found.push(withoutTime(JSON.parse(JSON.stringify(record))));
    }
    return found.sort();
  };
  const expected = await texts(inline(runNamedTrial));
  assert.equal(expected.length, 4);
  for (const workers of [1, 3]) assert.deepEqual(await texts(threads({ workers })), expected);
});

test("a sample size below the number of parameters is refused, from a worker too", async () => {
  const protocol = { ...protocolByName(experimentByName("softmax-exact")), sizes: [5], replicates: 1 };
  const run = async () => {
    for await (const _ of threads({ workers: 1 })(tasksOf("softmax-exact", protocol, "moestat")));
  };
  await assert.rejects(run(), /too few observations/);
});
