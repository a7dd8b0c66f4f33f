import assert from "node:assert/strict";
import { it } from "node:test";
import { clamped } from "../../src/numeric/clamp.js";
import { exceeds, relativeRounding, roundingOf } from "../../src/numeric/rounding.js";
import {
  isAccepted,
  isHidden,
  predictedGain,
  radiusAfter,
  radiusAfterFailure,
} from "../../src/numeric/trial.js";

const trial = (gain: number, predicted: number, rounding = 1e-13) => ({ gain, predicted, rounding });
const never = () => assert.fail("the score must not be asked for");

it("a quadratic model's gain is g's + s'Hs/2", () => {
  // 1 * 2 + 3 * (-1) + (2 * 4 - 2 * 2 * 1 + 5 * 1) / 2.
  assert.equal(
    predictedGain(Float64Array.of(1, 3), Float64Array.of(2, 1, 1, 5), Float64Array.of(2, -1)),
    3.5,
  );
});

it("a trial is kept if the value gains a tenth of what is predicted", () => {
  assert.ok(isAccepted(trial(0.11, 1), never));
  assert.ok(!isAccepted(trial(0.09, 1), never));
  assert.ok(!isAccepted(trial(-1, 1), never));
  assert.ok(!isAccepted(trial(Number.NaN, 1), never));
  assert.ok(!isAccepted(trial(Number.NEGATIVE_INFINITY, 1), never));
});

it("a trial whose gain rounding hides is kept if it lowers the score and the value falls by rounding at most", () => {
  assert.ok(isHidden(trial(0, 1e-14)) && isHidden(trial(0, -1e-14)) && !isHidden(trial(0, 1e-12)));
  assert.ok(isAccepted(trial(-5e-14, 1e-14), () => true));
  assert.ok(!isAccepted(trial(5e-14, 1e-14), () => false));
  assert.ok(!isAccepted(trial(-2e-13, 1e-14), () => true));
});

it("a radius grows after a long step that the model foresaw, and shrinks after one that it did not", () => {
  assert.equal(radiusAfter(trial(0.8, 1), 2, 1.9, 3), 6);
  assert.equal(radiusAfter(trial(0.8, 1), 2, 1.5, 3), 2);
  assert.equal(radiusAfter(trial(0.5, 1), 2, 1.9, 3), 2);
  assert.equal(radiusAfter(trial(0.2, 1), 2, 1.9, 3), 1);
  assert.equal(radiusAfter(trial(-1e-14, 1e-14), 2, 1.9, 3), 6);
  assert.equal(radiusAfterFailure(2, 8), 0.5);
  assert.equal(radiusAfterFailure(2, 1), 0.25);
});

it("a value exceeds another if it is higher by more than rounding, in units of the larger of it and 1", () => {
  assert.ok(!exceeds(1 + 1.9 * relativeRounding, 1) && exceeds(1 + 2.1 * relativeRounding, 1));
  assert.ok(!exceeds(1e6 + 5e-8, 1e6) && exceeds(1e6 + 2e-7, 1e6));
  assert.ok(!exceeds(1.1, 1, 0.1) && exceeds(1.3, 1, 0.1));
  assert.equal(roundingOf(-3, 0.5), 2);
});

it("a point is clamped into a box entry by entry", () => {
  const low = Float64Array.of(0, 0, 0);
  const high = Float64Array.of(1, 1, 1);
  assert.deepEqual([...clamped(Float64Array.of(-1, 0.5, 2), low, high)], [0, 0.5, 1]);
});
