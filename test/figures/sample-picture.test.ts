import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOut } from "../../figures/badges.js";
import { sampleFigure } from "../../figures/index.js";
import { samplePicture } from "./fixture.js";

test("the picture holds the data, the lines and the gate weights of truth and estimate", () => {
  const { panels, key } = sampleFigure(samplePicture());
  assert.deepEqual(
    panels.map(({ chart }) => chart.data.datasets.length),
    [1 + 2 + 2, 2 + 2],
  );
  assert.deepEqual(
    key.map(({ label }) => label),
    ["200 observations", "truth, 2 experts", "estimate, expert 1", "estimate, expert 2"],
  );
  const [truth, ...estimates] = key.slice(1);
  assert.ok(truth!.line!.dash!.length > 0);
  assert.ok(estimates.every(({ line }) => line!.dash === undefined));
});

test("large samples are thinned, and the legend says so", () => {
  const { panels, key } = sampleFigure(samplePicture(20_000));
  assert.equal(panels[0]!.chart.data.datasets[0]!.data.length, 1500);
  assert.equal(key[0]!.label, "1,500 of 20,000 observations");
});

test("curves are numbered where they stand out, clear of each other", () => {
  const grid = Array.from({ length: 101 }, (_, i) => i / 100);
  const peak = (centre: number) => grid.map((at) => Math.exp(-(((at - centre) / 0.1) ** 2)));
  assert.deepEqual(standingOut([peak(0.3), peak(0.7)], grid), [30, 70]);
  const [first, second] = standingOut([peak(0.3), peak(0.3)], grid);
  assert.ok(Math.abs(first! - second!) >= 5);
});

test("arrays that do not fit together are refused", () => {
  const picture = samplePicture();
  assert.throws(() => sampleFigure({ ...picture, y: [1, 2] }), {
    message: "invalid y; 2 values for 200 inputs",
  });
  assert.throws(() => sampleFigure({ ...picture, truth: { ...picture.truth, means: [[1]] } }), {
    message: "invalid truth; means of 1 experts, weights of 2",
  });
  assert.throws(() => sampleFigure({ ...picture, estimate: { means: [[1]], weights: [[1]] } }), {
    message: "invalid estimate; a curve of 1 values on a grid of 101",
  });
});
