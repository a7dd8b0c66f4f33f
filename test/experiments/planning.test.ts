import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrate } from "../../experiments/planning/calibrate.js";
import { curveOf } from "../../experiments/planning/extrapolate.js";
import { arrayFor, type WorkPlan } from "../../experiments/planning/plan.js";
import { normal } from "../../src/random/normal.js";
import { stream } from "../../src/random/stream.js";

/** Fits on a clock of their own that take c n^power seconds, but for a factor around one. */
function timing({ c = 1e-5, power = 1, scatter = 0, seed = "timing" }) {
  const draw = normal(stream(seed));
  let clock = 0;
  const sizes: number[] = [];
  return {
    sizes,
    now: () => clock,
    fit: (n: number) => {
      sizes.push(n);
      clock += c * n ** power * Math.exp(scatter * draw() - scatter ** 2 / 2);
    },
  };
}

test("the calibration ends near its time and reaches as far as that allows", () => {
  const { sizes, now, fit } = timing({});
  const rungs = calibrate({ least: 100, largest: 1e8, seconds: 10, fit, now });
  assert.ok(now() <= 10, `${now()} s`);
  // A size is begun where its time is left: 10 s are a million observations in all.
  assert.equal(rungs.at(-1)!.n, 100 * 4 ** 6);
  assert.equal(Math.max(...sizes), 100 * 4 ** 6);
});

test("a calibration without time makes one fit at least, of the smallest size", () => {
  const { sizes, now, fit } = timing({ c: 1 });
  assert.equal(calibrate({ least: 5000, largest: 1e4, seconds: 1, fit, now }).length, 1);
  assert.deepEqual([...new Set(sizes)], [1000]);
});

test("times that are a power of n are found again, between the sizes and beyond them", () => {
  for (const power of [0.6, 1, 1.3]) {
    const curve = curveOf(
      [1e3, 1e4, 1e5].map((n) => ({ n, seconds: [1e-4 * n ** power, 1e-4 * n ** power] })),
    );
    assert.ok(Math.abs(curve.exponent.value - power) < 1e-9);
    for (const n of [1e3, 5000, 1e8]) {
      const { value, low, high } = curve.at(n);
      assert.ok(Math.abs(value / (1e-4 * n ** power) - 1) < 1e-9);
      assert.ok(low <= value * (1 + 1e-9) && value <= high * (1 + 1e-9));
    }
  }
});

test("beyond the measured sizes the upper end grows at least like n", () => {
  const curve = curveOf([1e3, 1e4, 1e5].map((n) => ({ n, seconds: [n ** 0.5, n ** 0.5] })));
  const ratio = curve.at(1e8).high / curve.at(1e5).high;
  assert.ok(Math.abs(ratio / 1e3 - 1) < 1e-9, `${ratio}`);
  assert.ok(curve.at(1e8).low < 1.001 * 1e8 ** 0.5);
});

test("intervals hold the time of a fit in most of many calibrations, within and beyond the measured sizes", () => {
  // With 95 of 100 each, fewer than 172 of 200 have a probability below 1e-5 for normal errors; of few fits the scatter itself is uncertain.
  for (const n of [2e3, 1e7]) {
    const held = Array.from({ length: 200 }, (_, i) => {
      const { fit, now } = timing({ scatter: 0.4, power: 0.9, seed: `${n}/${i}` });
      const { low, high } = curveOf(calibrate({ least: 100, largest: 1e5, seconds: 5, fit, now })).at(n);
      const truth = 1e-5 * n ** 0.9;
      return low <= truth && truth <= high;
    });
    assert.ok(held.filter(Boolean).length >= 172, `${n}: ${held.filter(Boolean).length} of 200`);
  }
});

test("the array is as large as the upper end of the time asks for, and no larger than the fits", () => {
  const seconds = { value: 50, low: 20, high: 100 };
  const plan: WorkPlan = {
    ...{ experiment: "toy", protocol: "certified", fits: 1000, measuredTo: 1e5 },
    sizes: [{ n: 1e6, fits: 1000, seconds, extrapolated: true, memory: 2e8 }],
    coreSeconds: { value: 5e4, low: 2e4, high: 1e5 },
    exponent: { value: 1, low: 1, high: 1 },
  };
  assert.deepEqual(arrayFor(plan, { time: 3600, cpus: 1 }), { tasks: 28, tooLong: false, memory: 2e8 });
  assert.deepEqual(arrayFor(plan, { time: 3600, cpus: 4 }), { tasks: 7, tooLong: false, memory: 8e8 });
  assert.deepEqual(arrayFor(plan, { time: 50, cpus: 1 }), { tasks: 1000, tooLong: true, memory: 2e8 });
});
