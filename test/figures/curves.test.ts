import assert from "node:assert/strict";
import { test } from "node:test";
import { curvesFigure, type Figure, type KeyEntry } from "../../figures/index.js";
import { curvesPanel, curvesPicture } from "./pictures.js";

const labels = (key: readonly KeyEntry[] = []) => key.map(({ label }) => label);
const datasets = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.data.datasets as unknown as {
    data: { x: number; y: number }[];
    borderWidth: number;
    borderDash: number[];
    pointRadius: number[];
    pointBackgroundColor: string;
  }[];
type Axis = { type: string; min: number; max: number; title: { text: string[] } };
const axes = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.options!.scales as unknown as Record<"x" | "y", Axis>;

test("curves keep their values, negative ones too, and the axes hold them", () => {
  const panel = curvesPanel();
  const figure = curvesFigure(curvesPicture(panel));
  assert.deepEqual(datasets(figure)[1]!.data, panel.series[1]!.points);
  const { x, y } = axes(figure);
  assert.deepEqual([x.type, y.type], ["linear", "linear"]);
  assert.ok(x.min < -2 && x.max > 2 && y.min < -16 && y.max > 16);
  assert.deepEqual(labels(figure.key), ["plain", "tanh"]);
});

test("lines, points and both are told apart, and dashed lines from solid ones", () => {
  const [one] = curvesPanel().series;
  const series = [
    { ...one!, label: "line" },
    { ...one!, label: "dashed", dashed: true },
    { ...one!, label: "points", style: "points" as const },
    { ...one!, label: "both", style: "both" as const },
  ];
  const figure = curvesFigure(curvesPicture(curvesPanel({ series })));
  const [line, dashed, points, both] = datasets(figure);
  const marks = ({ pointRadius }: { pointRadius: number[] }) =>
    pointRadius.filter((radius) => radius > 0).length;
  assert.deepEqual([line!.borderDash.length > 0, dashed!.borderDash.length > 0], [false, true]);
  assert.equal(points!.borderWidth, 0);
  assert.equal(points!.pointBackgroundColor, "transparent");
  assert.equal(marks(points!), 41);
  assert.ok(marks(line!) >= 4 && marks(line!) <= 6 && marks(both!) > 15);
  assert.deepEqual(
    figure.key.map(({ line, marker }) => [line !== undefined, marker !== undefined]),
    [
      [true, true],
      [true, false],
      [false, true],
      [true, true],
    ],
  );
});

test("a line by itself needs no markers", () => {
  const figure = curvesFigure(curvesPicture(curvesPanel({ series: curvesPanel().series.slice(0, 1) })));
  assert.ok(datasets(figure)[0]!.pointRadius.every((radius) => radius === 0));
  assert.equal(figure.key[0]!.marker, undefined);
  assert.deepEqual(figure.notes, ["Made up."]);
});

test("panels that share labels have one legend, others have their own", () => {
  const panel = curvesPanel();
  const shared = curvesFigure(curvesPicture(panel, curvesPanel({ series: panel.series.slice(1) })));
  assert.deepEqual(labels(shared.key), ["plain", "tanh"]);
  assert.ok(shared.panels.every(({ key }) => key === undefined));

  const other = panel.series.map((series, i) => ({ ...series, label: `other ${i}` }));
  const apart = curvesFigure(curvesPicture(panel, curvesPanel({ series: other })));
  assert.deepEqual(
    apart.panels.map(({ key }) => labels(key)),
    [
      ["plain", "tanh"],
      ["other 0", "other 1"],
    ],
  );
  assert.deepEqual(apart.key, []);

  const dashed = panel.series.map((series) => ({ ...series, dashed: true }));
  const unlike = curvesFigure(curvesPicture(panel, curvesPanel({ series: dashed })));
  assert.deepEqual(labels(unlike.panels[1]!.key), ["plain", "tanh"]);
});

test("what an axis has no place for is a gap and counted, over 12 decades", () => {
  const points = [0, 1, 2, 3, 4, 5, 6].map((i) => ({ x: 10 ** (2 * i - 6), y: 10 ** (6 - 2 * i) }));
  const holes = points.map(({ x, y }, i) => ({
    x: i === 6 ? Number.NaN : x,
    y: [y, y, 0, -1, Infinity][i] ?? y,
  }));
  const log = { title: "ε", scale: "log" } as const;
  const panel = curvesPanel({
    x: log,
    y: log,
    series: [
      { label: "whole", points },
      { label: "holes", points: holes },
    ],
  });
  const figure = curvesFigure(curvesPicture(panel));
  assert.ok(axes(figure).y.min < 1e-6 && axes(figure).y.max > 1e6);
  assert.deepEqual(
    datasets(figure)[1]!.data.map(({ y }) => Number.isNaN(y)),
    [false, false, true, true, true, false],
  );
  assert.equal(
    figure.notes.at(-1),
    "Points not drawn, as they are not finite or, on a logarithmic axis, not positive: 4.",
  );
});

test("points are drawn in the order of x", () => {
  const points = [3, 1, 2].map((x) => ({ x, y: x }));
  const figure = curvesFigure(curvesPicture(curvesPanel({ series: [{ label: "a", points }] })));
  assert.deepEqual(
    datasets(figure)[0]!.data.map(({ x }) => x),
    [1, 2, 3],
  );
});

test("a long axis title is broken into lines, and keeps its raised text", () => {
  const y = {
    title: "a distance that has a rather long name, in units of 10^{−3}",
    scale: "linear",
  } as const;
  const figure = curvesFigure(curvesPicture(curvesPanel({ y }), curvesPanel()));
  const { text } = axes(figure).y.title;
  assert.ok(text.length > 1);
  assert.ok(text.join(" ").endsWith("10^{−3}"));
});

test("empty and single curves can be drawn", () => {
  const series = [
    { label: "one", points: [{ x: 1, y: -3 }], style: "both" as const },
    { label: "none", points: [] },
  ];
  const figure = curvesFigure(curvesPicture(curvesPanel({ series })));
  assert.deepEqual(labels(figure.key), ["one"]);
  const { x, y } = axes(figure);
  assert.ok(x.min < 1 && x.max > 1 && y.min < -3 && y.max > -3);
});

test("too many panels are refused", () => {
  const panel = curvesPanel();
  assert.throws(() => curvesFigure(curvesPicture(panel, panel, panel, panel, panel)), {
    message: "invalid panels; not 1 to 4: 5",
  });
});

test("a 0 is an open marker below a break of a logarithmic axis, and still 0 in its data", () => {
  const y = { title: "eigenvalue", scale: "log", zero: true } as const;
  const points = [
    { x: 1, y: 0 },
    { x: 2, y: 0.01 },
    { x: 3, y: 1 },
  ];
  const panel = curvesPanel({ y, series: [{ label: "plain", points, style: "both" }] });
  const figure = curvesFigure(curvesPicture(panel));
  const [curve, zeros] = datasets(figure);
  assert.ok(Number.isNaN(curve!.data[0]!.y), "no line leads to it");
  const [zero] = zeros!.data as unknown as { y: number; value: number }[];
  assert.equal(zero!.value, 0);
  const { plan } = axes(figure).y as unknown as {
    plan: { min: number; zero: { at: number; below: number } };
  };
  assert.ok(plan.min < zero!.y && zero!.y === plan.zero.at && plan.zero.at < plan.zero.below);
  assert.ok(plan.zero.below < 0.01);
  assert.equal(zeros!.pointBackgroundColor, "#ffffff");
  assert.ok(figure.notes.includes("Open markers below the break of an axis: 0."));
});

test("curves that are alike look alike in all panels, the second of a panel hollow", () => {
  const [one] = curvesPanel().series;
  const own = (label: string, like: string) => ({ ...one!, label, like, style: "both" as const });
  const figure = curvesFigure(
    curvesPicture(
      curvesPanel({ series: [own("β₁: 4", "β₁"), own("a: 2", "a")] }),
      curvesPanel({ series: [own("a: 3", "a"), own("tanh, a: 3", "a")] }),
    ),
  );
  const [first, second] = figure.panels.map(({ key }) => key!);
  assert.equal(second![0]!.line!.color, first![1]!.line!.color);
  assert.equal(second![1]!.line!.color, first![1]!.line!.color);
  assert.notEqual(second![0]!.marker!.fill, second![1]!.marker!.fill);
});
