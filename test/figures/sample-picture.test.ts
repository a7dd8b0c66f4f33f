import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOut } from "../../figures/badges.js";
import { classSampleFigure, mapSampleFigure, sampleFigure } from "../../figures/index.js";
import { samplePicture } from "./fixture.js";

test("the picture holds the data, the lines and the gate weights of truth and estimate", () => {
  const { panels, key } = sampleFigure(samplePicture());
  assert.deepEqual(
    panels.map(({ chart }) => chart.data.datasets.length),
    [1 + 2 + 2, 2 + 2],
  );
  assert.deepEqual(
    key.map(({ label }) => label),
    ["200 observations", "truth, expert 1", "truth, expert 2", "estimate, expert 1", "estimate, expert 2"],
  );
  const [truth, other, ...estimates] = key.slice(1);
  assert.ok(truth!.line!.dash!.length > 0 && other!.line!.dash!.length > 0);
  assert.notDeepEqual(truth!.line!.dash, other!.line!.dash);
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

test("experts have their spread, where they have weight, and the frame holds it and the true lines", () => {
  const picture = samplePicture();
  const sds = picture.estimate.means.map((means) => Array.from(means, () => 3));
  const { panels, notes } = sampleFigure({ ...picture, estimate: { ...picture.estimate, sds } });
  const datasets = panels[0]!.chart.data.datasets as unknown as {
    label: string;
    data: { x: number; y: number }[];
  }[];
  const [high, low] = datasets.filter(({ label }) => label === "estimate, expert 1: spread");
  const seen = high!.data.filter(({ y }) => Number.isFinite(y));
  assert.ok(seen.length > 10 && seen.length < high!.data.length);
  high!.data.forEach(({ y }, t) => {
    if (Number.isFinite(y)) assert.ok(Math.abs(y - low!.data[t]!.y - 12) < 1e-12);
  });
  const { y } = panels[0]!.chart.options!.scales as unknown as { y: { min: number; max: number } };
  const shown = datasets
    .filter(({ label }) => label.startsWith("truth") || label.endsWith("spread"))
    .flatMap(({ data }) => data.map((point) => point.y).filter(Number.isFinite));
  assert.ok(y.min < Math.min(...shown) && y.max > Math.max(...shown));
  assert.match(notes[0]!, /Shaded: 2 standard deviations/);
});

test("a gate that jumps has a gap there and no stroke", () => {
  const picture = samplePicture();
  const at = 49;
  const step = [picture.grid, picture.grid].map((grid, i) =>
    Array.from(grid, (_, t) => Number(t > at === (i === 0))),
  );
  const jumping = { ...picture.estimate, weights: step };
  const figure = sampleFigure({ ...picture, jumps: [at], estimate: jumping });
  const [weights] = figure.panels[1]!.chart.data.datasets as unknown as { data: { y: number }[] }[];
  assert.deepEqual(
    weights!.data.slice(at, at + 3).map(({ y }) => y),
    [0, Number.NaN, 1],
  );
});

test("a sample of classes has the observations, the probabilities and the gate weights of truth and estimate", () => {
  const { x, grid, truth, estimate } = samplePicture();
  const of = ({ weights }: typeof truth) => ({ probabilities: weights, weights });
  const y = Array.from(x, (_, t) => 1 + (t % 2));
  const picture = { title: "classes", subtitle: [], x, y, grid, truth: of(truth), estimate: of(estimate) };
  const { panels, key } = classSampleFigure(picture);
  assert.deepEqual(
    panels.map(({ chart }) => chart.data.datasets.length),
    [2, 4, 4],
  );
  assert.equal(new Set(key.map(({ label }) => label)).size, 2 + 1 + 2 + 2);
  assert.throws(() => classSampleFigure({ ...picture, truth: { probabilities: [], weights: [] } }), {
    message: "invalid truth; 0 classes, the estimate has 2",
  });
});

test("a sample with two inputs has each observation once in the truth's panel and once in the estimate's", () => {
  const { x } = samplePicture();
  const n = x.length;
  const truth = Array.from({ length: n }, (_, t) => t % 2);
  const estimate = truth.map((i, t) => (t < 10 ? 1 - i : i));
  const figure = mapSampleFigure({ title: "map", subtitle: [], x: [x, x], truth, estimate });
  const counts = figure.panels.map(({ chart }) => chart.data.datasets.map(({ data }) => data.length));
  assert.deepEqual(counts, [
    [n / 2, n / 2],
    [n / 2, n / 2],
  ]);
  assert.deepEqual(
    figure.key.map(({ label }) => label),
    ["expert 1", "expert 2"],
  );
});
