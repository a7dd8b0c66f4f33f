import assert from "node:assert/strict";
import { test } from "node:test";
import type { SizeSummary } from "../../experiments/types/summary.js";
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
  assert.match(
    figure.notes[3]!,
    /^Not certified: 52 of 520 fits \(10\.0 %: maxSteps 52\), left out of the curves/,
  );
});

test("fits on the boundary of the set are certified, and the note says of each other kind in which curves it is", () => {
  const base = summary();
  const [loss] = base.losses;
  const noteOf = (statuses: Partial<SizeSummary["statuses"]>, lost: number, rest = 30) => {
    const made = { ...loss!.sizes[0]!.statuses, converged: rest, ...statuses };
    const certified = made.converged + made.boundary;
    const [first, ...others] = loss!.sizes;
    const sizes = [
      { ...first!, statuses: made, certified, ...(lost > 0 ? { skipped: lost } : {}) },
      ...others,
    ];
    const failures = 40 - certified;
    const losses = [{ ...loss!, sizes }];
    const { notes } = convergenceFigure(summary({ losses, failures, ...(lost > 0 ? { lost } : {}) }));
    return notes.find((note) => note.startsWith("Not certified"))!;
  };
  assert.equal(
    noteOf({ boundary: 6, maxSteps: 3, collapsed: 1 }, 0),
    "Not certified: 4 of 520 fits (0.8 %: collapsed 1, maxSteps 3), included in every curve.",
  );
  assert.equal(
    noteOf({ boundary: 6, maxSteps: 3 }, 1),
    "Not certified: 4 of 520 fits (0.8 %: maxSteps 3, lost 1), included in every curve, but for the lost ones, left out of every curve.",
  );
  assert.equal(noteOf({}, 10), "Not certified: 10 of 520 fits (1.9 %: lost 10), left out of every curve.");
});

test("a run whose fits are all lost has a figure that says so, and no key of a band", () => {
  const [loss] = summary().losses;
  const none = Number.NaN;
  const nothing = { mean: none, median: none, q10: none, q25: none, q75: none, q90: none };
  const sizes = loss!.sizes.map((size) => ({
    ...{ ...size, ...nothing, certified: 0, skipped: 40 },
    statuses: { ...size.statuses, converged: 0 },
  }));
  const slope = { slope: none, intercept: none, low: none, high: none, level: 0.95 as const };
  const losses = [{ ...loss!, sizes, mean: slope, median: slope }];
  const figure = convergenceFigure(summary({ losses, failures: 520, lost: 520 }));
  assert.ok(
    figure.notes.includes("Not certified: 520 of 520 fits (100.0 %: lost 520), left out of every curve."),
  );
  assert.ok(figure.notes.includes("Mean and median have no slope: of 13 sizes, no value at 13."));
  assert.deepEqual(labels(figure), ["mean: no slope", "median: no slope"]);
});

test("the note says why there is no slope, and of how many fits the loss is undefined", () => {
  const [loss] = summary().losses;
  const [a, b, c, d] = loss!.sizes;
  const none = Number.NaN;
  const slope = { slope: none, intercept: none, low: none, high: none, level: 0.95 as const };
  const sizes = [
    { ...a!, skipped: 40, mean: none, median: none },
    { ...b!, skipped: 3, mean: Infinity, median: 0 },
    { ...c!, mean: Infinity, median: 0 },
    d!,
  ];
  const { notes } = convergenceFigure(
    summary({ losses: [{ ...loss!, sizes, mean: slope, median: slope }], fits: 160 }),
  );
  assert.ok(
    notes.includes(
      "The mean has no slope: of 4 sizes, no value at 1, infinite at 2. The median has no slope: of 4 sizes, no value at 1, not positive at 2.",
    ),
  );
  assert.ok(notes.includes("Left out of every curve, as the loss is undefined for them: 43 of 160 fits."));
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
  const scales = figure.panels[0]!.chart.options!.scales as unknown as { x: { plan: { ticks: number[] } } };
  const { x } = scales;
  assert.deepEqual(x.plan.ticks, [100, 178]);
  const beyond = convergenceFigure(summary({ losses: [two], published: [0.1, 0.08] }));
  const wider = beyond.panels[0]!.chart.options!.scales as unknown as typeof scales;
  assert.equal(wider.x.plan.ticks, undefined);
  assert.deepEqual(labels(figure).slice(0, 2), ["mean: no slope", "median: no slope"]);
  assert.ok(!labels(figure).some((label) => label.startsWith("least squares")));
  assert.ok(figure.notes.includes("Fewer than three sizes have no slope."));
});
