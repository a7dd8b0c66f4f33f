import assert from "node:assert/strict";
import { test } from "node:test";
import { type Figure, type KeyEntry, ratesFigure } from "../../figures/index.js";
import { sizes } from "./fixture.js";
import { rate, ratesPanel, ratesPicture } from "./pictures.js";

const texts = (key: readonly KeyEntry[] = []) => key.map(({ label }) => label.replaceAll("\u00a0", " "));
const notes = (figure: Figure) => figure.notes.map((note) => note.replaceAll("\u00a0", " "));
const datasets = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.data.datasets as unknown as {
    data: { x: number; y: number }[];
    borderColor: string;
    pointStyle: string;
    pointRotation: number;
    pointRadius: number | number[];
    pointBackgroundColor: string | string[];
  }[];
const axes = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.options!.scales as Record<
    "x" | "y",
    { type: string; min: number; max: number; title: { text: string[] } }
  >;

test("a single panel's legend names each curve with slope, interval, theory and failures", () => {
  const series = [rate("a", -0.5, { uncertified: 1 }), rate("b", -0.25)];
  const references = [
    { slope: -0.5, label: "" },
    { slope: -1 / 3, label: "" },
    { slope: -1, label: "parametric, n^{−1}" },
  ];
  const figure = ratesFigure(ratesPicture(ratesPanel({ series, references })));
  assert.equal(figure.columns, 1);
  assert.equal(figure.panels[0]!.key, undefined);
  assert.deepEqual(texts(figure.key), [
    "a: slope −0.50 [−0.55, −0.46], theory n^{−1/2}; 13 of 520 fits not certified",
    "b: slope −0.25 [−0.30, −0.21], theory n^{−1/4}",
    "theory: n^{−1/2}",
    "n^{−1/3}",
    "parametric, n^{−1}",
    "least squares",
    "25 % to 75 % of the replicates, upright",
  ]);
});

test("the statistic asked for is drawn, in the order of the sizes", () => {
  const { points, ...series } = rate("a", -0.5);
  const figure = (statistic: "mean" | "median") =>
    ratesFigure(
      ratesPicture(ratesPanel({ statistic, series: [{ ...series, points: points.toReversed() }] })),
    );
  for (const statistic of ["mean", "median"] as const) {
    assert.deepEqual(
      datasets(figure(statistic))[0]!.data,
      points.map((point) => ({ x: point.n, y: point[statistic] })),
    );
  }
  assert.match(
    notes(figure("mean"))[1]!,
    /^Points: means over the replicates\. Thin broken lines: least squares/,
  );
});

test("lines that leave sizes out span the others, and the notes say so", () => {
  const whole = rate("a", -0.5);
  const slope = { ...whole.slope!, omitted: [100, 178] };
  const figure = ratesFigure(ratesPicture(ratesPanel({ series: [{ ...whole, slope }] })));
  assert.deepEqual(
    datasets(figure)[1]!.data.map(({ x }) => x),
    [316, 1e5],
  );
  assert.match(notes(figure)[1]!, /log–log scale, over the sizes that they span; intervals/);
});

test("a reference has its slope and starts on the line of the first curve that theory gives it", () => {
  const series = [rate("slow", -0.25, { level: 5 }), rate("fast", -0.5, { level: 0.2 })];
  const references = [-0.5, -1].map((slope) => ({ slope, label: "" }));
  const figure = ratesFigure(ratesPicture(ratesPanel({ series, references })));
  const [own, other] = datasets(figure)
    .slice(-2)
    .map(({ data }) => data);
  const near = (value: number, target: number) => assert.ok(Math.abs(value / target - 1) < 1e-12, `${value}`);
  near(own![0]!.y, 0.2 * 100 ** -0.5);
  near(other![0]!.y, 5 * 100 ** -0.25);
  near(other![1]!.y / other![0]!.y, 1e-3);
  assert.deepEqual(
    own!.map(({ x }) => x),
    [100, 1e5],
  );
});

test("a reference that leaves the data far behind does not stretch the axis", () => {
  const panel = ratesPanel({ references: [{ slope: -3, label: "" }] });
  const lowest = 0.5 * 3 * 1e5 ** -0.5;
  assert.ok(axes(ratesFigure(ratesPicture(panel))).y.min > lowest / 4);
});

test("several panels have letters, legends of their own, and in common what they share", () => {
  const panels = [1, 2, 3].map((i) => ratesPanel({ title: `panel ${i}` }));
  const figure = ratesFigure(ratesPicture(...panels));
  assert.equal(figure.columns, 2);
  assert.deepEqual(
    figure.panels.map(({ title }) => title),
    ["(a) panel 1", "(b) panel 2", "(c) panel 3"],
  );
  assert.deepEqual(texts(figure.panels[2]!.key), ["a curve: slope −0.50 [−0.55, −0.46]"]);
  assert.deepEqual(texts(figure.key), [
    "theory: n^{−1/2}",
    "least squares",
    "25 % to 75 % of the replicates",
  ]);

  const different = ratesFigure(ratesPicture(panels[0]!, ratesPanel({ references: [] })));
  assert.deepEqual(texts(different.panels[0]!.key), [
    "a curve: slope −0.50 [−0.55, −0.46]",
    "theory: n^{−1/2}",
  ]);
  assert.deepEqual(texts(different.panels[1]!.key), ["a curve: slope −0.50 [−0.55, −0.46], theory n^{−1/2}"]);
});

test("panels have axes in common, unless that would hide what one of them shows", () => {
  const at = (level: number) => ratesPanel({ series: [rate("a", -0.5, { level })] });
  const limits = (figure: Figure, panel: number) => [axes(figure, panel).y.min, axes(figure, panel).y.max];
  const near = ratesFigure(ratesPicture(at(1), at(2)));
  assert.deepEqual(limits(near, 0), limits(near, 1));
  const far = ratesFigure(ratesPicture(at(1), at(1e6)));
  assert.notDeepEqual(limits(far, 0), limits(far, 1));
  assert.deepEqual(axes(far, 0).x.min, axes(far, 1).x.min);
});

test("eight curves differ in colour, and in marker or dash", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const series = names.map((name, i) => rate(name, -0.5, { level: 2 ** i }));
  const { key } = ratesFigure(ratesPicture(ratesPanel({ series })));
  const distinct = (of: (entry: KeyEntry) => unknown) =>
    new Set(key.slice(0, 8).map((entry) => JSON.stringify(of(entry)))).size;
  assert.equal(
    distinct(({ line }) => line!.color),
    8,
  );
  assert.equal(
    distinct(({ line, marker }) => [line!.dash, marker!.shape, marker!.rotation]),
    8,
  );
});

test("a label looks the same in every panel", () => {
  const figure = ratesFigure(
    ratesPicture(
      ratesPanel({ series: [rate("a", -0.5), rate("b", -0.5)] }),
      ratesPanel({ series: [rate("b", -0.5), rate("c", -0.5)] }),
    ),
  );
  const [first, second] = figure.panels.map(({ key }) => key!.map(({ marker }) => marker));
  assert.deepEqual(second![0], first![1]);
  assert.equal(new Set([...first!, ...second!].map((marker) => JSON.stringify(marker))).size, 3);
});

test("what has no logarithm is a gap, in the curve and in its band, and counted", () => {
  const whole = rate("a", -0.5);
  const points = whole.points.map((point, i) => {
    if (i === 3) return { ...point, median: 0, q25: 0 };
    if (i === 5) return { ...point, median: Number.NaN };
    return i === 12 ? { ...point, q75: Number.POSITIVE_INFINITY } : point;
  });
  const broken = ratesPanel({ series: [{ ...whole, points }] });
  const figure = ratesFigure(ratesPicture(broken, ratesPanel()));
  const [curve, , ...bands] = datasets(figure);
  assert.deepEqual(
    curve!.data.flatMap(({ y }, i) => (Number.isNaN(y) ? [i] : [])),
    [3, 5],
  );
  // Upper and lower edge of the sizes before and after the gap; the reference comes last.
  assert.deepEqual(
    bands.slice(0, -1).map(({ data }) => data.length),
    [3, 3, 8, 8],
  );
  assert.ok(
    notes(figure).includes(
      "Not drawn, for want of a logarithm (zero, negative or not finite): points (2 in (a)) and quartiles (2 in (a)).",
    ),
  );
});

test("markers are hollow where more than a tenth of the fits is not certified", () => {
  const whole = rate("a", -0.5);
  const points = whole.points.map((point, i) => ({ ...point, uncertified: [4, 5][i] ?? 0 }));
  const figure = ratesFigure(ratesPicture(ratesPanel({ series: [{ ...whole, points }] })));
  const fills = datasets(figure)[0]!.pointBackgroundColor as string[];
  assert.equal(fills.length, sizes.length);
  assert.ok(fills[0] === fills[2] && fills[1] !== fills[2]);
  assert.equal(fills[1], "#ffffff");
  assert.equal(notes(figure).at(-1), "Hollow markers: more than 10 % of the fits are not certified.");
});

test("failures are named at every curve where they differ, once where they are the same, and none as none", () => {
  const both = (first: number, second: number) =>
    ratesFigure(
      ratesPicture(
        ratesPanel({
          series: [rate("a", -0.5, { uncertified: first }), rate("b", -0.5, { uncertified: second })],
        }),
      ),
    );
  assert.match(texts(both(1, 2).key)[1]!, /; 26 of 520 fits not certified$/);
  assert.ok(notes(both(2, 2)).includes("Not certified: 26 of 520 fits of every curve."));
  assert.doesNotMatch(texts(both(2, 2).key)[1]!, /certified/);
  assert.ok(notes(both(0, 0)).includes("All fits are certified maxima."));
});

test("one size, and none, can be drawn", () => {
  const whole = rate("a", -0.5);
  const { slope: _, ...alone } = { ...whole, points: whole.points.slice(0, 1) };
  const series = [alone, { label: "not run", points: [] }];
  const figure = ratesFigure(ratesPicture(ratesPanel({ series }), ratesPanel({ series: series.slice(1) })));
  assert.deepEqual(texts(figure.panels[0]!.key), ["a: theory n^{−1/2}"]);
  const [curve, bar] = datasets(figure);
  assert.equal(curve!.data.length, 1);
  assert.deepEqual(bar!.data, [
    { x: 100, y: alone.points[0]!.q25 },
    { x: 100, y: alone.points[0]!.q75 },
    { x: 100, y: Number.NaN },
  ]);
  for (const panel of [0, 1]) {
    const { x, y } = axes(figure, panel);
    assert.ok(x.min < 100 && x.max > 100 && y.min > 0 && y.max > y.min);
  }
});

test("too many panels or curves, and none, are refused", () => {
  const panel = ratesPanel();
  assert.throws(() => ratesFigure(ratesPicture()), { message: "invalid panels; not 1 to 4: 0" });
  assert.throws(() => ratesFigure(ratesPicture(panel, panel, panel, panel, panel)), {
    message: "invalid panels; not 1 to 4: 5",
  });
  const series = Array.from({ length: 9 }, (_, i) => rate(`curve ${i}`, -0.5));
  assert.throws(() => ratesFigure(ratesPicture(panel, ratesPanel({ series }))), {
    message: "invalid panels[1].series; more than 8: 9",
  });
});
