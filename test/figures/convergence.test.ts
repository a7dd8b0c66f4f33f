import assert from "node:assert/strict";
import { test } from "node:test";
import { convergenceFigure, type Figure } from "../../figures/index.js";
import { sizes, summary } from "./fixture.js";

const labels = (figure: Figure) => figure.key.map(({ label }) => label.replaceAll("\u00a0", " "));
const points = (figure: Figure, dataset: number) =>
  figure.panels[0]!.chart.data.datasets[dataset]!.data as unknown as { x: number; y: number }[];
const axes = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.options!.scales as Record<
    "x" | "y",
    { type: string; min: number; max: number }
  >;

test("the legend names every curve with its slope, interval and source", () => {
  assert.deepEqual(labels(convergenceFigure(summary({ published: [0.1, 0.05] }))), [
    "mean: slope −0.50 [−0.56, −0.46]",
    "median: slope −0.50 [−0.56, −0.46]",
    "25 % to 75 % of the replicates",
    "theory: n^{−1/2}, through the median's line at n = 100",
    "released fits, pinned loss, mean: slope −0.64",
    "released fits, pinned loss, median: slope −0.60",
    "least squares on the log–log scale",
  ]);
});

test("the text says what was run, under which protocol and budget, and the file with which seed", () => {
  const figure = convergenceFigure(summary());
  assert.equal(figure.title, "A made-up experiment");
  assert.deepEqual(figure.subtitle, [
    "2 experts fitted, 2 true · protocol “certified”, a stand-in of ours, the paper's own is not available",
    "40 replicates at 13 sizes, n = 100 to 100,000 · budget:\u00a0quick",
  ]);
  assert.deepEqual(figure.about, { protocol: "certified", budget: "quick", seed: "7" });
  assert.doesNotMatch(convergenceFigure(summary({ budget: "full" })).subtitle[1]!, /budget/);
  assert.equal(figure.notes[0], "Uniform inputs on [−1, 1]; certified maxima.");
  assert.equal(figure.notes[3], "All 520 fits are certified maxima.");
});

test("both axes are logarithmic and hold every curve", () => {
  const figure = convergenceFigure(summary());
  const { x, y } = axes(figure);
  assert.deepEqual([x.type, y.type], ["logarithmic", "logarithmic"]);
  assert.ok(x.min < 100 && x.max > 1e5 && y.min < 1.5 / Math.sqrt(1e5) && y.max > 0.6);
  assert.deepEqual(
    points(figure, 0).map((point) => point.x),
    sizes,
  );
});

test("theory's line has theory's slope and starts on the least-squares line of the median", () => {
  const theory = convergenceFigure(summary()).panels[0]!.chart.data.datasets.at(-1)!;
  const [start, end] = theory.data as unknown as { x: number; y: number }[];
  assert.ok(Math.abs(start!.y - 0.3) < 1e-12);
  assert.ok(Math.abs(Math.log10(end!.y / start!.y) / Math.log10(end!.x / start!.x) + 0.5) < 1e-12);
});

test("fits that are not certified are counted at each size, in words, and left out of curves of their own", () => {
  const figure = convergenceFigure(summary({ failed: 4 }));
  const bars = figure.panels[1]!.chart.data.datasets[0]!.data as unknown as { x: number; y: number }[];
  assert.deepEqual(bars[0], { x: 100, y: 4 });
  assert.equal(bars.length, 13);
  assert.deepEqual(labels(figure).slice(0, 4), [
    "mean, all fits: slope −0.50 [−0.56, −0.46]",
    "median, all fits: slope −0.50 [−0.56, −0.46]",
    "mean, certified fits only: slope −0.50 [−0.56, −0.46]",
    "median, certified fits only: slope −0.50 [−0.56, −0.46]",
  ]);
  assert.match(figure.notes[3]!, /^Not certified: 52 of 520 fits \(10\.0 %: boundary 52\)/);
});

test("both panels have the same sample-size axis", () => {
  const figure = convergenceFigure(summary({ failed: 1, published: [0.1] }));
  assert.deepEqual([axes(figure).x.min, axes(figure).x.max], [axes(figure, 1).x.min, axes(figure, 1).x.max]);
});

test("published values far beyond ours do not squeeze the axis; the legend counts them", () => {
  const figure = convergenceFigure(summary({ published: [3000, 1.5, 1e-6] }));
  assert.ok(axes(figure).y.max < 10);
  assert.equal(
    labels(figure)[4],
    "released fits, pinned loss, mean: slope −0.64 (1 above and 1 below the frame, of 3 sizes)",
  );
});

test("what a summary could not compute is a gap, not an error", () => {
  const base = summary();
  const loss = base.losses[0]!;
  const nothing = Number.NaN;
  const broken = {
    ...base,
    losses: [
      {
        ...loss,
        sizes: loss.sizes.map((size) => ({ ...size, mean: null as unknown as number })),
        mean: { slope: nothing, intercept: nothing, low: nothing, high: nothing, level: 0.95 as const },
      },
    ],
  };
  const figure = convergenceFigure(broken);
  assert.equal(labels(figure)[0], "mean: no slope");
  assert.ok(points(figure, 0).every(({ y }) => Number.isNaN(y)));
});

test("a summary without its headline loss, or without sizes, is refused", () => {
  assert.throws(() => convergenceFigure(summary({ headline: "d9" })), {
    message: 'summary of "made-up" lacks its headline loss "d9"',
  });
  const loss = { ...summary().losses[0]!, sizes: [] };
  assert.throws(() => convergenceFigure(summary({ losses: [loss] })), {
    message: 'summary of "made-up" has no sizes',
  });
});

test("a panel of failures stands there only if there are any", () => {
  assert.equal(convergenceFigure(summary()).panels.length, 1);
  assert.equal(convergenceFigure(summary({ failed: 1 })).panels.length, 2);
});

test("a level curve has a frame in which n^(-1/2) would have room", () => {
  const base = summary();
  const [loss] = base.losses;
  const level = { mean: 0.5, median: 0.5, q10: 0.49, q25: 0.5, q75: 0.5, q90: 0.51 };
  const flat = { ...loss!, sizes: loss!.sizes.map((size) => ({ ...size, ...level })) };
  const { x, y } = axes(convergenceFigure(summary({ losses: [flat] })));
  assert.ok(Math.log(y.max / y.min) >= 0.5 * Math.log(x.max / x.min) - 1e-9);
});

test("few sizes have a tick each, and no slope without a third of them", () => {
  const base = summary();
  const [loss] = base.losses;
  const none = {
    slope: Number.NaN,
    intercept: Number.NaN,
    low: Number.NaN,
    high: Number.NaN,
    level: 0.95,
  } as const;
  const two = { ...loss!, sizes: loss!.sizes.slice(0, 2), mean: none, median: none };
  const figure = convergenceFigure(summary({ losses: [two] }));
  const { x } = figure.panels[0]!.chart.options!.scales as unknown as { x: { plan: { ticks: number[] } } };
  assert.deepEqual(x.plan.ticks, [100, 178]);
  assert.deepEqual(labels(figure).slice(0, 2), ["mean: no slope", "median: no slope"]);
  assert.ok(!labels(figure).some((label) => label.startsWith("least squares")));
  assert.ok(figure.notes.includes("Fewer than three sizes have no slope."));
});
