import assert from "node:assert/strict";
import { test } from "node:test";
import type { Theory } from "../../experiments/types/experiment.js";
import type { Slope } from "../../experiments/types/summary.js";
import { boundSlope, verdictOf } from "../../experiments/verdict.js";

const numbers = [100, 1000, 10_000, 100_000];
const sizes = numbers.map((n) => ({ n, fits: 40 }));
const measured = (low: number, high: number, omitted?: number[]): Slope => ({
  slope: (low + high) / 2,
  intercept: 0,
  low,
  high,
  level: 0.95,
  ...(omitted ? { omitted } : {}),
});
const root: Theory = { slope: -0.5, source: "made up" };
const verdict = (theory: Theory, slope: Slope, of = sizes) => verdictOf(theory, slope, of).verdict;

test("the bound's own slope is flatter than its exponent, by |s| / log n between two sizes far out", () => {
  const [n, m] = [1e8, 1.0001e8];
  assert.ok(Math.abs(boundSlope(-0.5, [n, m]) - (-0.5 + 0.5 / Math.log(n))) < 1e-5);
  assert.ok(Math.abs(boundSlope(-0.125, [n, m]) - (-0.125 + 0.125 / Math.log(n))) < 1e-5);
  const overall = boundSlope(-0.5, numbers);
  assert.ok(overall > -0.45 && overall < -0.4, `${overall}`);
  assert.equal(boundSlope(-0.5, [100]), -0.5);
});

test("a bound is agreed with where the narrow interval meets it or is steeper", () => {
  assert.deepEqual(verdictOf(root, measured(-0.53, -0.47), sizes), {
    verdict: "agrees",
    reason: "as the bound",
  });
  // Flatter than -1/2, and still as (log n / n)^(1/2) is at these sizes.
  assert.equal(verdict(root, measured(-0.45, -0.41)), "agrees");
  assert.deepEqual(verdictOf(root, measured(-1.1, -0.9), sizes), {
    verdict: "agrees",
    reason: "faster than the bound",
  });
});

test("a bound is not agreed with where the whole interval is flatter, log factor and all", () => {
  assert.equal(verdict(root, measured(-0.38, -0.3)), "does not");
  assert.equal(verdict(root, measured(-0.1, 0.2)), "does not");
  assert.equal(verdict({ ...root, slope: -0.125 }, measured(-0.05, 0)), "does not");
});

test("an interval that holds the bound and half its exponent decides nothing", () => {
  assert.equal(verdict(root, measured(-0.7, -0.2)), "undecided");
  assert.equal(verdict({ ...root, slope: -0.125 }, measured(-0.4, -0.01)), "undecided");
  assert.equal(verdict({ ...root, slope: -0.125 }, measured(-0.4, -0.1)), "agrees");
});

test("a floor is flat, and not where the curve falls like a root", () => {
  const floor: Theory = { slope: 0, kind: "floor", source: "made up" };
  assert.equal(verdict(floor, measured(-0.02, 0.01)), "agrees");
  assert.equal(verdict(floor, measured(-0.52, -0.48)), "does not");
  assert.equal(verdict(floor, measured(-0.4, -0.1)), "undecided");
});

test("a lower bound for all estimators can be supported at one truth, and not refuted", () => {
  const lower: Theory = { slope: -0.5, kind: "lower", source: "made up" };
  assert.equal(verdict(lower, measured(-0.1, 0.1)), "agrees");
  assert.equal(verdict(lower, measured(-0.6, -0.4)), "undecided");
  assert.equal(verdict(lower, measured(-1.2, -0.9)), "undecided");
});

test("no interval, too few sizes or too few fits decide nothing", () => {
  assert.equal(verdict(root, measured(Number.NaN, Number.NaN)), "undecided");
  assert.equal(verdictOf(root, measured(-0.51, -0.49), sizes.slice(0, 2)).reason, "too few sizes");
  assert.equal(verdictOf(root, measured(-0.51, -0.49, [100, 1000]), sizes).reason, "too few sizes");
  const sparse = [...sizes.slice(0, 3), { n: 1e5, fits: 2 }];
  assert.equal(verdictOf(root, measured(-0.51, -0.49), sparse).reason, "too few fits");
  assert.equal(verdict(root, measured(-0.51, -0.49, [1e5]), sparse), "agrees");
});
