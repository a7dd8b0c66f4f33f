import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { numbers } from "../../figures/fit/gate-layer.js";
import {
  criteriaFigure,
  dendrogramFigure,
  type Figure,
  fittedClassesFigure,
  fittedLinesFigure,
  type LinesPicture,
  maximaFigure,
  quantilesFigure,
  responsibilitiesFigure,
  spectrumFigure,
} from "../../figures/index.js";

const words = { title: "A made-up fit", subtitle: ["2 experts"] };
const n = 100;
const values = Array.from({ length: n }, (_, t) => t / (n - 1));
const x = { name: "Age (years)", values };
const y = { name: "level", values: values.map((at) => 2 * at) };
const at = [0, 0.25, 0.5, 0.75, 1];

/** Two lines, of which the first has no weight on the right and leaves the data there. */
const lines: LinesPicture = {
  ...words,
  x,
  y,
  grid: { at },
  means: [at.map((u) => 2 * u ** 9 * 500), at.map((u) => 2 * u)],
  gateWeights: [
    [1, 1, 0, 0, 0],
    [0, 0, 1, 1, 1],
  ],
  mean: at.map((u) => 2 * u),
  band: { low: at.map((u) => 2 * u - 0.1), high: at.map((u) => 2 * u + 0.1), probability: 0.9 },
};

type Plotted = { x: number; y: number }[];
const dataOf = (figure: Figure, panel: number): Plotted[] =>
  figure.panels[panel]!.chart.data.datasets.map(({ data }) => data as Plotted);
// biome-ignore lint/suspicious/noExplicitAny: the options of Chart.js are deep
const scaleOf = (figure: Figure, panel: number, axis: "x" | "y"): any =>
  figure.panels[panel]!.chart.options!.scales![axis];
const labelsOf = ({ key }: Figure) => key.map(({ label }) => label);

describe("the picture of a fit of lines", () => {
  it("holds data, band, lines and mean above the gate, under the names of the columns", () => {
    const figure = fittedLinesFigure(lines);
    assert.deepEqual(
      figure.panels.map(({ chart }) => chart.data.datasets.length),
      [1 + 2 + 2 + 1, 2],
    );
    assert.deepEqual(labelsOf(figure), [
      "100 observations",
      "mean of expert 1",
      "mean of expert 2",
      "mean of the mixture",
      "90 % prediction band",
    ]);
    assert.deepEqual(scaleOf(figure, 1, "x").title.text, ["Age (years)"]);
    assert.deepEqual(scaleOf(figure, 0, "y").title.text, ["level"]);
  });

  it("shows lines where they have weight, and lets them leave the frame elsewhere", () => {
    const { max } = scaleOf(fittedLinesFigure(lines), 0, "y");
    assert.ok(max > 2.1 && max < 3, String(max));
  });

  it("has the height of the data and of what the mixture says, whatever an expert of little weight says", () => {
    const weights = [at.map(() => 0.05), at.map(() => 0.95)];
    const { max } = scaleOf(fittedLinesFigure({ ...lines, gateWeights: weights }), 0, "y");
    assert.ok(max < 3, String(max));
  });

  it("of one expert has neither gate nor numbers", () => {
    const one = { ...lines, means: [lines.mean], gateWeights: [at.map(() => 1)] };
    const figure = fittedLinesFigure(one);
    assert.equal(figure.panels.length, 1);
    assert.deepEqual(labelsOf(figure), ["100 observations", "mean", "90 % prediction band"]);
  });

  it("over levels has a step for each, with gaps between, and their names at the ticks", () => {
    const two = (u: number, v: number) => [u, v];
    const figure = fittedLinesFigure({
      ...lines,
      x: { name: "sex", values: values.map((_, t) => t % 2), levels: ["female", "male"] },
      grid: { at: [0, 1], levels: true },
      means: [two(0, 1), two(1, 2)],
      gateWeights: [two(0.5, 0.5), two(0.5, 0.5)],
      mean: two(0.5, 1.5),
      band: { low: two(0, 1), high: two(1, 2), probability: 0.9 },
    });
    const [, , , line] = dataOf(figure, 0);
    assert.deepEqual(
      line!.map(({ y: height }) => height),
      [0, 0, Number.NaN, 1, 1, Number.NaN],
    );
    const { callback } = scaleOf(figure, 1, "x").ticks;
    assert.deepEqual([callback(0, 0), callback(1, 1)], ["female", "male"]);
    const [dots] = dataOf(figure, 0);
    assert.ok(dots!.every((dot, t) => Math.abs(dot.x - (t % 2)) < 0.4));
  });

  it("over levels has the numbers of the experts on each, side by side, where there is room", () => {
    const placed = (levels: number, experts: number) => {
      const grid = { at: Array.from({ length: levels }, (_, code) => code), levels: true };
      const curves = Array.from({ length: experts }, (_, i) => grid.at.map(() => i / experts));
      const line = { color: "black", width: 1 };
      return numbers(
        grid,
        curves,
        curves,
        curves.map(() => line),
      );
    };
    assert.deepEqual(
      placed(2, 2).map(({ text, x }) => [text, Math.round(x) + 0]),
      [
        ["1", 0],
        ["1", 1],
        ["2", 0],
        ["2", 1],
      ],
    );
    assert.equal(new Set(placed(2, 2).map(({ x }) => x)).size, 4);
    assert.equal(placed(20, 3).length, 3);
  });

  it("draws weights as areas", () => {
    const weights = values.map((_, t) => (t === 0 ? 4 : 1));
    const figure = fittedLinesFigure({ ...lines, weights });
    const [dots] = figure.panels[0]!.chart.data.datasets as unknown as { pointRadius: number[] }[];
    assert.equal(dots!.pointRadius[0], 2 * dots!.pointRadius[1]!);
    assert.equal(labelsOf(figure)[0], "100 rows, weights 103");
  });

  it("refuses arrays that do not fit together", () => {
    assert.throws(() => fittedLinesFigure({ ...lines, mean: [1] }), {
      message: "invalid curve; 1 values on a grid of 5",
    });
    assert.throws(() => fittedLinesFigure({ ...lines, y: { name: "y", values: [1] } }), {
      message: "invalid y; 1 values for 100 inputs",
    });
  });
});

describe("the picture of a fit of classes", () => {
  const share = (u: number) => at.map(() => u);
  const classes = {
    ...words,
    x,
    y: { name: "way", values: values.map((_, t) => t % 3), levels: ["bus", "car", "walk"] },
    grid: { at },
    probabilities: [share(0.2), share(0.3), share(0.5)],
    experts: [
      [share(0.1), share(0.4), share(0.5)],
      [share(0.3), share(0.2), share(0.5)],
    ],
    gateWeights: lines.gateWeights,
  };

  it("holds the observations, the probabilities of the mixture and of each expert, and the gate", () => {
    const figure = fittedClassesFigure(classes);
    assert.deepEqual(
      figure.panels.map(({ chart }) => chart.data.datasets.length),
      [3, 3, 3, 3, 2],
    );
    assert.deepEqual(labelsOf(figure).slice(0, 3), ["way: bus", "way: car", "way: walk"]);
    // Letters tell curves apart in print without colours.
    assert.deepEqual(
      figure.key.map(({ badge }) => badge),
      ["A", "B", "C", "1", "2"],
    );
    for (const { chart } of figure.panels.slice(1))
      assert.ok(chart.plugins!.some(({ id }) => id === "badges"));
  });

  it("refuses a response without classes, and probabilities of others", () => {
    assert.throws(() => fittedClassesFigure({ ...classes, y }), {
      message: "invalid y; no levels, which the classes are",
    });
    assert.throws(() => fittedClassesFigure({ ...classes, probabilities: [share(1)] }), {
      message: "invalid probabilities; of 1 classes, 3 known",
    });
  });
});

describe("the picture of responsibilities", () => {
  it("gives each observation to its most probable expert, filled the more, the surer", () => {
    const first = values.map((u) => 1 - u);
    const figure = responsibilitiesFigure({ ...words, x, y, responsibilities: [first, values] });
    assert.deepEqual(labelsOf(figure), ["expert 1: 50 of 100", "expert 2: 50 of 100"]);
    const [one, two] = dataOf(figure, 0);
    assert.ok(one!.every((dot) => dot.x < 0.5) && two!.every((dot) => dot.x > 0.5));
    const [sure] = dataOf(figure, 1);
    assert.ok(sure!.every((dot, t) => dot.y === first[t]));
    const [{ pointBackgroundColor: fills }] = figure.panels[0]!.chart.data.datasets as unknown as [
      { pointBackgroundColor: string[] },
    ];
    const opacity = (fill: string) => Number(/([\d.]+)\)$/.exec(fill)![1]);
    assert.ok(opacity(fills[0]!) > opacity(fills[40]!));
  });
});

describe("the picture of residuals", () => {
  it("holds the band, the line and the points, and counts those outside", () => {
    const points = values.map((u) => ({ expected: u, residual: u, low: u - 1, high: u + 1 }));
    const figure = quantilesFigure({ ...words, points, level: 0.95, n: 100, outside: 3, infinite: 2 });
    assert.deepEqual(
      dataOf(figure, 0).map(({ length }) => length),
      [100, 100, 2, 100],
    );
    assert.equal(labelsOf(figure)[0], "residuals: 3 of 100 outside the band");
    assert.ok(figure.notes.some((note) => note.startsWith("Not drawn: 2 infinite residuals")));
  });
});

describe("the picture of maxima", () => {
  const maximum = {
    logLik: -100,
    allowance: 3,
    status: "converged",
    hits: 5,
    score: 1e-12,
    maxEigenvalue: -0.1,
  };

  it("has a row for each, above the answer by its log-likelihood", () => {
    const others = [
      { ...maximum, logLik: -98, allowance: 0, status: "singular", hits: 1, reason: "2.0 nats higher" },
    ];
    const figure = maximaFigure({ ...words, answer: maximum, others });
    assert.deepEqual(
      dataOf(figure, 0).map((data) => data.map((point) => point.x)),
      [[0], [-3], [2], []],
    );
    assert.ok(figure.notes.includes("Maximum 2: 2.0 nats higher."));
    const { callback } = scaleOf(figure, 0, "y").ticks;
    assert.deepEqual(callback(0, 0), [
      "1, the answer: converged, 5\u00a0starts",
      "score\u00a010⁻¹², eigenvalue\u00a0−0.1",
    ]);
  });

  it("leaves out the lowest of many and says so", () => {
    const others = Array.from({ length: 40 }, () => ({ ...maximum, reason: "lower" }));
    const { notes } = maximaFigure({ ...words, answer: maximum, others });
    assert.ok(notes.includes("Not drawn: 26 lower maxima."));
  });
});

describe("the dendrogram", () => {
  const figure = dendrogramFigure({
    ...words,
    order: [2, 0, 1],
    merges: [
      { left: 0, right: 1, height: 0.01 },
      { left: 2, right: 3, height: 4 },
    ],
    levels: [
      { k: 1, dsc: 3 },
      { k: 2, dsc: 1 },
      { k: 3, dsc: 2 },
    ],
    best: 2,
  });

  it("joins branches in the middle of their parts, at the heights of the merges", () => {
    const [first, second] = dataOf(figure, 0);
    const ground = scaleOf(figure, 0, "y").min;
    assert.deepEqual(first, [
      { x: 1, y: ground },
      { x: 1, y: 0.01 },
      { x: 2, y: 0.01 },
      { x: 2, y: ground },
    ]);
    assert.deepEqual(second!.at(-1), { x: 1.5, y: 0.01 });
  });

  it("tells merges within an expert from those of different ones, and marks the least criterion", () => {
    const colors = figure.panels[0]!.chart.data.datasets.map(({ borderColor }) => borderColor);
    assert.notEqual(colors[0], colors[1]);
    assert.deepEqual(dataOf(figure, 1)[1], [{ x: 2, y: 1 }]);
  });
});

describe("the picture of criteria", () => {
  const criteria = [
    { name: "AIC", values: [30, 12, 10] },
    { name: "BIC", values: [31, 15, null] },
  ];

  it("shows each less its least value, with a gap where it is not known", () => {
    const figure = criteriaFigure({ ...words, k: [1, 2, 3], criteria });
    assert.deepEqual(
      dataOf(figure, 0).map((data) => data.map((point) => point.y)),
      [
        [20, 2, 0],
        [16, 0, Number.NaN],
      ],
    );
    assert.deepEqual(labelsOf(figure), ["AIC: 3", "BIC: 2"]);
  });

  it("refuses a criterion of other numbers", () => {
    assert.throws(() => criteriaFigure({ ...words, k: [1, 2], criteria }), {
      message: "invalid criterion AIC; 3 values for 2 numbers of experts",
    });
  });
});

describe("the spectrum", () => {
  it("gives no height to flat directions and negative eigenvalues", () => {
    const figure = spectrumFigure({ ...words, eigenvalues: [3, 1e-9, 0.5, -2e-8, -0.1], flat: 1e-7 });
    assert.deepEqual(dataOf(figure, 0), [
      [
        { x: 1, y: 3 },
        { x: 2, y: 0.5 },
      ],
    ]);
    const [flat, negative] = dataOf(figure, 1);
    assert.deepEqual([flat!.map((point) => point.x), negative!.map((point) => point.x)], [[3, 4], [5]]);
    assert.equal(labelsOf(figure)[1], "2 flat, of which the data say nothing");
  });

  it("has no strip where all directions have information", () => {
    assert.equal(spectrumFigure({ ...words, eigenvalues: [1, 2], flat: 1e-7 }).panels.length, 1);
  });
});
