import assert from "node:assert/strict";
import { test } from "node:test";
import { fixed, flat, plain, powerOfN, powerOfTen } from "../../figures/numbers.js";
import { linearLimits, linearTicks, logLimits, logTicks } from "../../figures/ticks.js";
import { slopeText } from "../../figures/words.js";

test("very small numbers are set as powers of ten", () => {
  assert.deepEqual([2e-7, -1e-7, 1e-7, -2.5e-10, 0.0001].map(plain), [
    "2·10⁻⁷",
    "−10⁻⁷",
    "10⁻⁷",
    "−2.5·10⁻¹⁰",
    "0.0001",
  ]);
});

test("raised text is flattened where nothing can be raised", () => {
  assert.equal(flat("10^{−3} n^{-1/2} x^{2} D_{2,2}"), "10⁻³ n^(-1/2) x² D_(2,2)");
});

test("numbers have a true minus sign", () => {
  assert.equal(plain(-0.5), "−0.5");
  assert.equal(fixed(-0.504), "−0.50");
  assert.equal(fixed(-0.001), "0.00");
  assert.equal(fixed(Number.NaN), "–");
});

test("powers are set as superscripts", () => {
  assert.equal(powerOfTen(-2), "10⁻²");
  assert.equal(powerOfTen(15), "10¹⁵");
  assert.equal(powerOfTen(3, 2), "2·10³");
  assert.equal(powerOfN(-0.5), "n^{−1/2}");
  assert.equal(powerOfN(-1), "n^{−1}");
  assert.equal(powerOfN(-0.123), "n^{−0.123}");
});

test("a slope is written with its interval, or without one where there is none", () => {
  const slope = { slope: -0.511, intercept: 0, low: -0.56, high: -0.46, level: 0.95 } as const;
  assert.equal(slopeText(slope), "slope −0.51 [−0.56, −0.46]".replaceAll(" ", "\u00a0"));
  assert.equal(slopeText({ ...slope, low: Number.NaN }), "slope\u00a0−0.51");
  assert.equal(slopeText({ ...slope, slope: Number.NaN }), "no slope");
});

test("a logarithmic axis has labels at the powers of ten only", () => {
  const ticks = logTicks(80, 1.2e5);
  assert.deepEqual(
    ticks.filter(({ label }) => label !== "").map(({ label }) => label),
    ["10²", "10³", "10⁴", "10⁵"],
  );
  assert.equal(ticks.filter(({ value }) => value > 100 && value < 1000).length, 8);
  assert.ok(ticks.every(({ major, value }) => major === Number.isInteger(Math.log10(value))));
});

test("a logarithmic axis over less than a decade still has labels", () => {
  const labels = logTicks(1500, 8000).flatMap(({ label }) => (label === "" ? [] : [label]));
  assert.deepEqual(labels, ["2000", "5000"]);
});

test("a narrow logarithmic axis has labels at round numbers", () => {
  const labels = (min: number, max: number) =>
    logTicks(min, max).flatMap(({ label }) => (label === "" ? [] : [label]));
  assert.deepEqual(labels(501, 1995), ["700", "1000"]);
  assert.deepEqual(labels(3.1e-5, 3.9e-5), ["3.2·10⁻⁵", "3.4·10⁻⁵", "3.6·10⁻⁵", "3.8·10⁻⁵"]);
  assert.deepEqual(labels(1.05, 1.5), ["1.2", "1.4"]);
});

test("a logarithmic axis without room for all powers has labels at every other, or fewer", () => {
  const ticks = logTicks(5e-13, 2, 6);
  assert.deepEqual(
    ticks.flatMap(({ label }) => (label === "" ? [] : [label])),
    ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"],
  );
  assert.ok(ticks.every(({ major, label }) => major === (label !== "")));
});

test("limits of a linear axis leave out what is not finite", () => {
  assert.deepEqual(linearLimits([-1, 3, Number.NaN, Infinity], 0.25), { min: -2, max: 4 });
  assert.deepEqual(linearLimits([], 0.1), { min: 0, max: 1 });
  assert.deepEqual(linearLimits([5], 0.1), { min: 4, max: 6 });
});

test("limits of a logarithmic axis leave out what has no logarithm", () => {
  const { min, max } = logLimits([1, 100, 0, Number.NaN, Infinity], 0.1);
  assert.ok(Math.abs(Math.log10(min) + 0.2) < 1e-12 && Math.abs(Math.log10(max) - 2.2) < 1e-12);
  assert.ok(logLimits([]).min < logLimits([]).max);
  assert.ok(logLimits([5]).min < 5 && logLimits([5]).max > 5);
});

test("ticks of a linear axis are round and within its limits", () => {
  assert.deepEqual(linearTicks(-6.3, 11.9), [-5, 0, 5, 10]);
  assert.deepEqual(linearTicks(-0.02, 1.02), [0, 0.2, 0.4, 0.6, 0.8, 1]);
});
