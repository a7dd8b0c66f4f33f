import assert from "node:assert/strict";
import { test } from "node:test";
import { refitsInThreads } from "../../parallel/refits.js";
import { bootstrap, fit, gaussian, moe, sample, softmax, stream, uniform } from "../../src/index.js";
import { balanced, model } from "../fit/data.js";

const data = sample(model(2), balanced, { n: 150, design: uniform(), uniform: stream("parallel") });
const result = fit(model(2), data, { starts: 4 });

test("worker threads give the bootstrap that this thread gives", async () => {
  const options = { replicates: 12, starts: "estimate" } as const;
  const expected = await bootstrap(model(2), data, result, options);
  for (const workers of [1, 2])
    assert.deepEqual(
      await bootstrap(model(2), data, result, {
        ...options,
        executor: refitsInThreads(model(2), { workers }),
      }),
      expected,
    );
});

test("worker threads know which inputs the parts see", async () => {
  const parted = moe({
    gating: softmax(),
    expert: gaussian(),
    k: 2,
    inputs: { gating: [0], experts: [0, 1] },
  });
  const uniformly = stream("parallel/parted");
  const more = { ...data, d: 2, x: [data.x[0], data.y.map(() => uniformly())] };
  const own = fit(parted, more, { starts: 4 });
  const options = { replicates: 4, starts: "estimate" } as const;
  assert.deepEqual(
    await bootstrap(parted, more, own, { ...options, executor: refitsInThreads(parted, { workers: 2 }) }),
    await bootstrap(parted, more, own, options),
  );
});

test("an abort ends worker threads with its reason", async () => {
  const controller = new AbortController();
  await assert.rejects(
    bootstrap(model(2), data, result, {
      replicates: 500,
      signal: controller.signal,
      executor: refitsInThreads(model(2), { workers: 2 }),
      onProgress: () => controller.abort(new Error("enough")),
    }),
    /^(Moestat)?Error: enough$/,
  );
});

test("a number of workers that is none is refused", () => {
  assert.throws(
    () => refitsInThreads(model(2), { workers: 0 }),
    /^(Moestat)?Error: invalid workers; not a positive whole number: 0$/,
  );
});
