import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linearRegression, median } from "simple-statistics";
import { describe, type Losses, logLine, slopes } from "../../experiments/rates.js";
import { normal } from "../../src/random/normal.js";
import { stream } from "../../src/random/stream.js";

/** Losses c n^slope exp(0.5 Z): log-normal replicates around a line. */
function simulated(slope: number, key: string, replicates = 20): Losses[] {
  const draw = normal(stream(key));
  return [100, 316, 1000, 3162, 10000].map((n) => ({
    n,
    values: Array.from({ length: replicates }, () => 3 * n ** slope * Math.exp(0.5 * draw())),
  }));
}

test("losses on a line give its slope and intercept exactly, with an interval of no width", () => {
  const sizes = [10, 100, 1000].map((n) => ({ n, values: [2, 2, 2].map((c) => c * n ** -0.5) }));
  for (const line of Object.values(slopes(sizes, { key: "line" }))) {
    assert.ok(Math.abs(line.slope + 0.5) < 1e-12);
    assert.ok(Math.abs(line.intercept - Math.log10(2)) < 1e-12);
    assert.ok(Math.abs(line.low + 0.5) < 1e-12 && Math.abs(line.high + 0.5) < 1e-12);
    assert.equal(line.level, 0.95);
    assert.equal("omitted" in line, false);
  }
});

test("the 95 % interval covers the true slope in 88 to 99 of 100 simulated experiments", () => {
  let mean = 0;
  let med = 0;
  for (let i = 0; i < 100; i++) {
    const result = slopes(simulated(-0.5, `coverage/${i}`), {
      key: `coverage/${i}/bootstrap`,
      resamples: 400,
    });
    if (result.mean.low <= -0.5 && -0.5 <= result.mean.high) mean++;
    if (result.median.low <= -0.5 && -0.5 <= result.median.high) med++;
  }
  assert.ok(mean >= 88 && mean <= 99, `mean: ${mean}`);
  assert.ok(med >= 88 && med <= 100, `median: ${med}`);
});

test("the interval's width is that of the least-squares slope's normal law", () => {
  const { mean } = slopes(simulated(-0.5, "width", 200), { key: "width/bootstrap" });
  const x = [100, 316, 1000, 3162, 10000].map(Math.log10);
  const centre = x.reduce((a, b) => a + b) / 5;
  const spread = Math.sqrt(x.reduce((sum, v) => sum + (v - centre) ** 2, 0));
  // The mean of 200 log-normals with log-sd 0.5 has relative sd sqrt((exp(0.25) - 1) / 200).
  const sd = Math.sqrt(Math.expm1(0.25) / 200) / Math.LN10 / spread;
  assert.ok(Math.abs((mean.high - mean.low) / (2 * 1.96 * sd) - 1) < 0.15);
});

test("the same losses in any order give the same slopes to the last bit", () => {
  const sizes = simulated(-0.4, "order");
  const shuffled = [...sizes].reverse().map((s) => ({ n: s.n, values: [...s.values].reverse() }));
  assert.deepEqual(slopes(shuffled, { key: "same" }), slopes(sizes, { key: "same" }));
});

test("bootstrap means and medians are those of a naive resampling with the same numbers", () => {
  const property = fc.property(
    fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 7 }), {
      minLength: 3,
      maxLength: 5,
    }),
    fc.string(),
    (values, key) => {
      const sizes = values.map((v, i) => ({ n: 10 ** (i + 1), values: v }));
      const uniform = stream(key);
      const drawn = sizes.map(({ values: v }) => {
        const sorted = [...v].sort((a, b) => a - b);
        return sorted.map(() => sorted[Math.floor(uniform() * sorted.length)]);
      });
      const naive = (statistic: (v: number[]) => number) =>
        linearRegression(drawn.map((v, i) => [i + 1, Math.log10(statistic(v))])).m;
      const result = slopes(sizes, { key, resamples: 1 });
      const average = (v: number[]) => v.reduce((a, b) => a + b) / v.length;
      assert.ok(Math.abs(result.mean.low - naive(average)) < 1e-12);
      assert.ok(Math.abs(result.median.low - naive(median)) < 1e-12);
      assert.equal(result.mean.low, result.mean.high);
    },
  );
  fc.assert(property, { seed: 1, numRuns: 200 });
});

test("a size at which every loss is zero is no point of the line and is listed as omitted", () => {
  const sizes = [...simulated(-0.5, "zero"), { n: 1e5, values: new Array(20).fill(0) }];
  const with0 = slopes(sizes, { key: "zero/bootstrap" });
  const without = slopes(sizes.slice(0, -1), { key: "zero/bootstrap" });
  assert.deepEqual(with0.mean.omitted, [1e5]);
  assert.equal(with0.mean.slope, without.mean.slope);
  assert.ok(with0.mean.low < with0.mean.slope && with0.mean.slope < with0.mean.high);
});

test("an infinite loss leaves the mean without a point and the median with one", () => {
  const sizes = simulated(-0.5, "infinite");
  const wild = [{ n: 10, values: [...new Array(19).fill(1), Number.NaN] }, ...sizes];
  const result = slopes(wild, { key: "infinite/bootstrap" });
  assert.deepEqual(result.mean.omitted, [10]);
  assert.equal("omitted" in result.median, false);
  assert.equal(describe(wild[0].values).median, 1);
});

test("dropped sizes are listed as omitted", () => {
  const result = slopes(simulated(-0.5, "drop"), { key: "drop/bootstrap", drop: 2 });
  const rest = slopes(simulated(-0.5, "drop").slice(2), { key: "drop/bootstrap" });
  assert.deepEqual(result.median.omitted, [100, 316]);
  assert.equal(result.median.slope, rest.median.slope);
  assert.equal(result.median.low, rest.median.low);
});

test("one replicate gives a slope without an interval, fewer than three sizes give neither", () => {
  const one = [1, 0.1, 0.01].map((value, i) => ({ n: 10 ** (i + 1), values: [value] }));
  const single = slopes(one, { key: "single" });
  assert.ok(Math.abs(single.mean.slope + 1) < 1e-12);
  assert.ok(Number.isNaN(single.mean.low) && Number.isNaN(single.mean.high));
  const two = [10, 100].map((n) => ({ n, values: [1 / n, 2 / n] }));
  for (const few of [two, two.slice(1)]) {
    const { mean } = slopes(few, { key: "few" });
    assert.ok(Number.isNaN(mean.slope) && Number.isNaN(mean.intercept) && Number.isNaN(mean.low));
  }
  assert.ok(Number.isNaN(logLine([]).slope));
});
