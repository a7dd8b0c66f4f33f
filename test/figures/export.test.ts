import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { compile, type TopLevelSpec } from "vega-lite";
import {
  convergenceFigure,
  curvesFigure,
  type Figure,
  figureCsv,
  figureVegaLite,
  ratesFigure,
  sampleFigure,
} from "../../figures/index.js";
import { samplePicture, sizes, summary } from "./fixture.js";
import { curvesPanel, curvesPicture, rate, ratesPanel, ratesPicture } from "./pictures.js";

type Line = { panel: string; series: string; x: string; y: string; low: string; high: string };
const rows = (figure: Figure): Line[] => parse(figureCsv(figure), { columns: true }) as Line[];
const figures: Readonly<{ [name: string]: Figure }> = {
  convergence: convergenceFigure(summary({ failed: 4, published: [0.1, 0.08] })),
  rates: ratesFigure(
    ratesPicture(ratesPanel(), ratesPanel({ series: [rate("a, or b", -0.5), rate("c", -0.25)] })),
  ),
  curves: curvesFigure(curvesPicture(curvesPanel(), curvesPanel({ title: "other" }))),
  sample: sampleFigure(samplePicture()),
};

test("the CSV has every point of a run's curves, and both ends of its band", () => {
  const all = rows(figures.convergence!);
  const of = (name: string) => all.filter(({ series }) => series === name);
  assert.deepEqual(
    of("median, all fits").map(({ x, y }) => [Number(x), Number(y)]),
    sizes.map((n) => [n, 3 / Math.sqrt(n)]),
  );
  const [band] = of("25 % to 75 % of the replicates");
  assert.deepEqual([band!.x, band!.y, Number(band!.low), Number(band!.high)], ["100", "", 0.15, 0.6]);
  assert.equal(of("fits not certified")[0]!.y, "4");
  assert.ok(all.every(({ series }) => series !== ""));
});

test("the CSV tells panels and series apart, names with commas too, and has quartiles in one line", () => {
  const all = rows(figures.rates!);
  assert.deepEqual([...new Set(all.map(({ panel }) => panel))], ["(a) a panel", "(b) a panel"]);
  const of = all.filter(({ series }) => series === "a, or b: quartiles");
  assert.equal(of.length, sizes.length);
  assert.ok(of.every(({ low, high }) => Number(high) > Number(low)));
});

test("a value of 0 that is drawn below a break is 0 in the CSV, and a gap is empty", () => {
  const y = { title: "eigenvalue", scale: "log", zero: true } as const;
  const points = [0, 1, Number.NaN, 2].map((value, x) => ({ x, y: value }));
  const figure = curvesFigure(curvesPicture(curvesPanel({ y, series: [{ label: "plain", points }] })));
  const ys = rows(figure).map(({ x, y }) => [x, y]);
  assert.deepEqual(ys, [
    ["0", ""],
    ["1", "1"],
    ["2", ""],
    ["3", "2"],
    ["0", "0"],
  ]);
});

for (const [name, figure] of Object.entries(figures)) {
  test(`the specification compiles without a warning and holds data, axes and colours: ${name}`, () => {
    const warnings: unknown[] = [];
    const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
    function note(...told: unknown[]) {
      warnings.push(...told);
      return logger;
    }
    const specification = JSON.parse(figureVegaLite(figure));
    compile(specification as TopLevelSpec, { logger: logger as never });
    assert.deepEqual(warnings, []);

    assert.equal(specification.concat.length, figure.panels.length);
    figure.panels.forEach((panel, i) => {
      const { layer } = specification.concat[i];
      const { x, y } = panel.chart.options!.scales as unknown as Record<
        "x" | "y",
        { plan: { min: number; max: number; scale: string } }
      >;
      for (const { encoding, data } of layer) {
        assert.deepEqual(encoding.x.scale.domain, [x.plan.min, x.plan.max]);
        assert.deepEqual(encoding.y.scale.type, y.plan.scale);
        assert.ok(data.values.length > 0 && "x" in data.values[0]);
        assert.ok(encoding.color.value ?? encoding.color.scale.domain.includes(encoding.color.datum));
      }
    });
    const values = specification.concat.flatMap((panel: { layer: { data: { values: object[] } }[] }) =>
      panel.layer.flatMap(({ data }) => data.values),
    );
    assert.equal(values.length, rows(figure).length);
  });
}
