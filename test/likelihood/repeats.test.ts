import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { gaussian, moe, normal, softmax, stream } from "../../src/index.js";
import { type Rows, rowsOf } from "../../src/likelihood/repeats.js";
import { rawUnits } from "../../src/params/units.js";

const columns = (count: number, n: number, value: () => number) =>
  Array.from({ length: count }, () => Float64Array.from({ length: n }, value));
const isAll = ({ first, groups }: Rows, n: number) =>
  first === undefined && groups.length === 1 && groups[0].times === 1 && groups[0].to === n;

describe("the rows by which samples are summed up", () => {
  it("are the different ones, each as often as it occurs", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 400, max: 3000 }),
        fc.integer(),
        (d, levels, n, seed) => {
          const uniform = stream(`rows/${seed}`);
          const inputs = columns(d, n, () => Math.floor(levels * uniform()));
          const [y] = columns(1, n, () => Math.floor(2 * uniform()));
          const rows = rowsOf(inputs, inputs, y);
          for (const [found, among] of [
            [rows.observations, [...inputs, y]],
            [rows.inputs, inputs],
          ] as const) {
            if (found?.first === undefined) continue;
            const rowAt = (t: number) => among.map((column) => column[t]).join();
            const counts = new Map<string, number>();
            for (let t = 0; t < n; t++) counts.set(rowAt(t), (counts.get(rowAt(t)) ?? 0) + 1);
            assert.equal(found.first.length, counts.size);
            let next = 0;
            let before = Infinity;
            for (const { times, from, to } of found.groups) {
              assert.equal(from, next);
              assert.ok(times < before && to > from);
              for (let row = from; row < to; row++) {
                const key = rowAt(found.first[row]);
                assert.equal(counts.get(key), times);
                counts.delete(key);
              }
              [next, before] = [to, times];
            }
            assert.equal(counts.size, 0);
          }
          // A few different rows cannot be overlooked.
          if (d > 0 && d < 3 && levels < 4 && n >= 2500) assert.ok(rows.observations.first);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it("are all samples where inputs differ", () => {
    const uniform = stream("rows/all");
    const [x] = columns(1, 5000, uniform);
    const [y] = columns(1, 5000, () => Math.floor(2 * uniform()));
    const { observations, inputs } = rowsOf([x], [x], y);
    assert.ok(isAll(observations, 5000));
    assert.equal(inputs, undefined);
  });

  it("are apart for inputs that occur with many responses", () => {
    const uniform = stream("rows/inputs");
    const x = columns(2, 5000, () => Math.floor(8 * uniform()));
    const [y] = columns(1, 5000, uniform);
    const { observations, inputs } = rowsOf(x, x, y);
    assert.ok(isAll(observations, 5000));
    assert.equal(inputs?.first?.length, 64);
  });

  it("are found however repetitions are arranged", () => {
    const n = 100_000;
    const y = columns(1, n, stream("rows/y"))[0];
    for (const levels of [1, 2, 1000, 5000, 10_000])
      for (const x of [
        Float64Array.from({ length: n }, (_, t) => t % levels),
        Float64Array.from({ length: n }, (_, t) => Math.floor((t * levels) / n)),
      ])
        assert.equal(rowsOf([x], [x], y).inputs?.first?.length, levels);
  });

  it("are all samples where only some repeat, so that little would be saved", () => {
    const uniform = stream("rows/some");
    const x = Float64Array.from({ length: 4000 }, (_, t) => (t % 4 === 0 ? 1 : uniform()));
    const y = Float64Array.from({ length: 4000 }, (_, t) => (t % 4 === 0 ? 1 : uniform()));
    const { observations, inputs } = rowsOf([x], [x], y);
    assert.ok(isAll(observations, 4000));
    assert.equal(inputs, undefined);
  });

  it("are one where there are no inputs and one response", () => {
    const { observations } = rowsOf([], [], new Float64Array(500).fill(2));
    assert.deepEqual([...(observations.first ?? [])], [0]);
    assert.deepEqual(observations.groups, [{ times: 500, from: 0, to: 1 }]);
  });

  it("lose nothing to gate scores that are larger than all else", () => {
    const n = 3000;
    const x = [Float64Array.from({ length: n }, (_, t) => (t % 30) / 30)];
    const y = Float64Array.from({ length: n }, normal(stream("rows/large")));
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const params = {
      gating: { beta0: [1e9, 0], beta1: [[1e8], [0]] },
      experts: { a: [[1], [0]], b: [0.5, 0], sigma2: [2, 1] },
    };
    const { likelihood, coordinates } = model.bind({ n, d: 1, x, y }, rawUnits);
    const theta = coordinates.toTheta(params);
    // The first expert has the weight 1.
    const expected = y.reduce(
      (sum, value, t) => sum - 0.5 * Math.log(4 * Math.PI) - (value - x[0][t] - 0.5) ** 2 / 4,
      0,
    );
    assert.ok(Math.abs(likelihood.evaluate(theta, 0) - expected) <= 1e-12 * Math.abs(expected));
  });
});
