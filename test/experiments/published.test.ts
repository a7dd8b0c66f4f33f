import assert from "node:assert/strict";
import { test } from "node:test";
import { publishedCurve } from "../../experiments/published-curve.js";
import { logLine } from "../../experiments/rates.js";
import { experimentByName } from "../../experiments/specs/index.js";

test("the published curves hold all 200 sizes and the slopes known for them", () => {
  const slopeOf = (name: string) => publishedCurve(experimentByName(name))!;
  const exact = slopeOf("demystifying-exact");
  assert.equal(exact.points.length, 200);
  assert.equal(exact.points[0].n, 100);
  assert.ok(Math.abs(exact.slopeMean + 0.638) < 0.0005, `${exact.slopeMean}`);
  const over = slopeOf("demystifying-over");
  assert.ok(Math.abs(over.slopeMean + 1.18) < 0.005, `${over.slopeMean}`);
  assert.ok(Math.abs(over.slopeMedian - 0.08) < 0.005, `${over.slopeMedian}`);
  const over4 = slopeOf("demystifying-over-4");
  assert.ok(Math.abs(over4.slopeMean + 2.48) < 0.005, `${over4.slopeMean}`);
});

test("dropping their smallest sizes changes the slope of the published mean, as known", () => {
  const { points } = publishedCurve(experimentByName("demystifying-over"))!;
  const after = (drop: number) => logLine(points.slice(drop).map(({ n, mean }) => ({ n, y: mean }))).slope;
  assert.ok(Math.abs(after(10) + 0.51) < 0.005, `${after(10)}`);
  assert.ok(Math.abs(after(49) + 0.1) < 0.005, `${after(49)}`);
});

test("an experiment of which nothing was released has no published curve", () => {
  assert.equal(publishedCurve(experimentByName("softmax-exact")), undefined);
});
