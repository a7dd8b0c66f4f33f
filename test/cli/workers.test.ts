import assert from "node:assert/strict";
import { test } from "node:test";
import { workersFor } from "../../cli/workers.js";
import { workerMemory } from "../../experiments/executors/most-workers.js";

const machine = { cores: 4, memory: 100 * workerMemory };

/** How many workers are started, and what is said of it. */
function started(options: Parameters<typeof workersFor>[0], on = machine): [number, string[]] {
  const said: string[] = [];
  return [workersFor(options, on, (text) => void said.push(text)), said];
}

test("without a number there are as many workers as cores, or as memory allows, and at least one", () => {
  assert.deepEqual(started({}), [4, []]);
  assert.deepEqual(started({}, { cores: 400, memory: 6.5 * workerMemory }), [6, []]);
  assert.deepEqual(started({}, { cores: 4, memory: 0 }), [1, []]);
});

test("no more workers are started than there are cores, unless by force", () => {
  assert.deepEqual(started({ workers: 3 }), [3, []]);
  assert.deepEqual(started({ workers: 400 }), [
    4,
    ["4 of the 400 workers asked for are started, as many as this machine has cores; --force starts all"],
  ]);
  assert.deepEqual(started({ workers: 400, force: true }), [400, []]);
});

test("no more workers are started than there is memory for", () => {
  assert.deepEqual(started({ workers: 3 }, { cores: 4, memory: 2 * workerMemory }), [
    2,
    [
      "2 of the 3 workers asked for are started, as many as this machine has free memory for; --force starts all",
    ],
  ]);
});
