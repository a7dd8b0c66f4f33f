import assert from "node:assert/strict";
import { test } from "node:test";
import { plainCaption, tex, texCaption } from "../../figures/caption.js";
import {
  convergenceFigure,
  curvesFigure,
  type Figure,
  maximaFigure,
  onPage,
  ratesFigure,
  sampleFigure,
} from "../../figures/index.js";
import { layOut } from "../../figures/layout.js";
import { paged } from "../../figures/page.js";
import { shifted } from "../../figures/text.js";
import { type AxisPlan, linearAxis, textSizes } from "../../figures/theme.js";
import { samplePicture, summary } from "./fixture.js";
import { curvesPanel, curvesPicture, rate, ratesPanel, ratesPicture } from "./pictures.js";

/** A stand-in for a font: every character is as wide as half the size of the text. */
const measure = (text: string, font: string) => 0.5 * text.length * Number.parseFloat(font);
const heightOf = (figure: Figure) => layOut(figure, measure).height;
const scales = (figure: Figure, panel = 0) =>
  figure.panels[panel]!.chart.options!.scales as unknown as Record<
    "x" | "y",
    { title: { text: string[] }; plan: AxisPlan }
  >;
const four = ratesFigure(
  ratesPicture(...[1, 2, 3, 4].map((i) => ratesPanel({ title: `panel ${i}`, yTitle: "hellinger" }))),
);

test("the width and the size of the smallest text are those asked for", () => {
  for (const [width, fontSize] of [
    [7, 8.25],
    [3.4, 7],
    [3.4, 10],
  ] as const) {
    const figure = onPage(four, { width, fontSize });
    const page = layOut(figure, measure);
    const inches = (page.width * (figure.zoom ?? 1)) / 96;
    assert.ok(Math.abs(inches - width) < 0.01, `${inches}`);
    const points = Math.min(...Object.values(textSizes)) * shifted.size * 0.75 * (figure.zoom ?? 1);
    assert.ok(Math.abs(points - fontSize) < 1e-9);
    assert.ok(page.texts.every((text) => text.x + measure(text.text, `${text.size}px`) <= page.width));
  }
  assert.equal(layOut(onPage(four, { width: 3.4 }), measure).width, Math.round(3.4 * 96));
  // Raised text has 7 points where no size is asked for.
  assert.ok(Math.min(...Object.values(textSizes)) * shifted.size * 0.75 >= 7);
});

test("text that is too small, and axes that fill the page, are refused", () => {
  assert.throws(() => onPage(four, { fontSize: 6 }), { message: "invalid font size; below 7 pt: 6" });
  assert.throws(() => onPage(four, { width: 1 }), {
    message: "invalid width; below 1.8 in, the axes would fill it: 1 in",
  });
});

test("on a narrow page panels stand one below the other, lower, with fewer ticks", () => {
  const narrow = onPage(convergenceFigure(summary()), { width: 3.4 });
  assert.ok(narrow.panels[0]!.height <= 0.8 * 3.4 + 1e-9);
  assert.equal(onPage(four, { width: 3.4 }).columns, 1);
  assert.equal(onPage(four, { width: 6.5 }).columns, 2);
  const sizes = [100, 178, 316, 562, 1000];
  const few = { ...rate("a", -0.5), points: rate("a", -0.5).points.filter(({ n }) => sizes.includes(n)) };
  const wide = ratesFigure(ratesPicture(ratesPanel({ series: [few] })));
  assert.deepEqual(scales(wide).x.plan.ticks, sizes);
});

test("long labels of rows leave half of a narrow page to the plot, and do not meet", () => {
  const maximum = {
    logLik: -1,
    allowance: 0,
    status: "converged",
    hits: 5,
    score: 1e-12,
    maxEigenvalue: -1e-9,
  };
  const others = Array.from({ length: 14 }, () => ({ ...maximum, reason: "lower" }));
  const wide = maximaFigure({ title: "", subtitle: [], answer: maximum, others });
  const narrow = onPage(wide, { width: 3.4 });
  const { plan } = scales(narrow).y;
  assert.ok(plan.gutter! <= 0.5 * 3.4 * 96 + 20, "labels, and room for the marks of the axis");
  const lines = Math.max(...plan.texts!.map((text) => [text].flat().length));
  assert.ok(lines > 2);
  for (const text of plan.texts!.flat()) assert.doesNotMatch(text, /^\S+$/, "a number without its word");
  assert.ok((narrow.panels[0]!.height * 96) / plan.texts!.length > lines * textSizes.tick);
});

test("an axis with texts of its own is as long as they ask for", () => {
  const plan = { title: "", min: -1, max: 1, ticks: [0] };
  const after = (texts?: readonly string[][]) => {
    const scale = { width: 0, paddingTop: 30, paddingBottom: 30 };
    const axis = linearAxis("y", { ...plan, texts }) as unknown as { afterFit: (one: typeof scale) => void };
    axis.afterFit(scale);
    return [scale.paddingTop, scale.paddingBottom];
  };
  assert.deepEqual(after([["four", "lines", "of", "text"]]), [0, 0]);
  assert.deepEqual(after(), [30, 30]);
});

test("a bare figure leaves its words to the caption", () => {
  const bare = onPage(four, { bare: true });
  assert.deepEqual([bare.title, bare.subtitle, bare.notes], ["", [], []]);
  assert.deepEqual(
    bare.panels.map(({ title }) => title),
    four.panels.map(({ title }) => title),
  );
  assert.equal(plainCaption(bare), plainCaption(four));
  assert.match(plainCaption(bare), /^Made-up rates\. 40 replicates\. Made up\. Points: medians/);
  assert.ok(heightOf(bare) < heightOf(four));
});

test("one panel alone has its own legend, notes and axis", () => {
  const [one, two] = curvesPanel().series;
  const panels = [curvesPanel({ series: [one!] }), curvesPanel({ title: "other", series: [two!, one!] })];
  const picture = curvesPicture(...panels);
  const notes = ["(a) Of the first.", "(b) Of the second.", "Of both."];
  const figure = onPage(curvesFigure({ ...picture, notes }), { panel: "a" });
  assert.deepEqual(
    figure.panels.map(({ title }) => title),
    ["a panel"],
  );
  assert.deepEqual(
    figure.key.map(({ label }) => label),
    ["plain"],
  );
  assert.deepEqual(figure.notes.slice(0, 2), ["Of the first.", "Of both."]);
  assert.throws(() => onPage(four, { panel: "e" }), { message: 'unknown panel "e"; known: a, b, c, d' });

  const upper = onPage(sampleFigure(samplePicture()), { panel: "a" });
  assert.deepEqual(scales(upper).x.title.text, ["input x"]);
});

test("a figure higher than a page is set on several, each with title and common legend, the last with the notes", () => {
  const most = 6;
  const pages = paged(four, most, heightOf);
  assert.deepEqual(
    pages.map(({ panels }) => panels.map(({ title }) => title)),
    [
      ["(a) panel 1", "(b) panel 2"],
      ["(c) panel 3", "(d) panel 4"],
    ],
  );
  assert.ok(pages.every((page) => heightOf(page) <= most * 96));
  assert.deepEqual(
    pages.map(({ title }) => title),
    ["Made-up rates (1 of 2)", "Made-up rates (2 of 2)"],
  );
  assert.deepEqual(pages[0]!.key, four.key);
  assert.deepEqual([pages[0]!.notes, pages[1]!.notes], [[], four.notes]);
  assert.deepEqual(paged(four, 20, heightOf), [four]);
  // Panels over a common axis stay together, however high.
  const sample = sampleFigure(samplePicture());
  assert.equal(paged(sample, 3, heightOf).length, 1);
});

test("a caption for LaTeX has mathematics as commands and nothing that LaTeX would trip over", () => {
  const text =
    "D₂ = O(√(log n / n)), n^{−1/2}, D_{2,2}, β₁/τ, σ², 10⁻³ & 5\u00a0% of [−1, 1] “as is” a_b – {x}";
  assert.equal(
    tex(text),
    "$D_{2}$ = O($\\sqrt{\\log n / n}$), $n^{-1/2}$, $D_{2,2}$, $\\beta_{1}$/$\\tau$, $\\sigma^{2}$, 10$^{-3}$ \\& 5~\\% of [$-$1, 1] ``as is'' a\\_b -- \\{x\\}",
  );
  for (const figure of [four, convergenceFigure(summary({ failed: 4 }))])
    assert.match(texCaption(figure), /^[\x20-\x7e]*$/);
});

test("the heights of many maxima go on pages, of a narrow figure too", () => {
  const maximum = {
    logLik: -10,
    allowance: 1,
    status: "converged",
    hits: 3,
    score: 1e-9,
    maxEigenvalue: -0.1,
  };
  const others = Array.from({ length: 14 }, (_, i) => ({
    ...maximum,
    logLik: -11 - i,
    reason: "lower",
  }));
  const figure = maximaFigure({ title: "Maxima", subtitle: [], answer: maximum, others });
  assert.deepEqual(
    figure.panels.map(({ chart }) => chart.data.datasets.length),
    [16, 14],
  );
  for (const width of [3.4, 7]) {
    const pages = paged(onPage(figure, { width }), 9, heightOf);
    for (const page of pages) assert.ok(heightOf(page) <= 9 * 96, `${width}: ${heightOf(page) / 96} in`);
  }
});
