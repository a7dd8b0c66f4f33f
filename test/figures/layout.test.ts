import assert from "node:assert/strict";
import { test } from "node:test";
import { convergenceFigure, curvesFigure, type Figure, ratesFigure } from "../../figures/index.js";
import { layOut } from "../../figures/layout.js";
import { runs, wrap } from "../../figures/text.js";
import { pixelsPerInch, textSizes } from "../../figures/theme.js";
import { summary } from "./fixture.js";
import { curvesPanel, curvesPicture, rate, ratesPanel, ratesPicture } from "./pictures.js";

/** Every character is 0.6 of the font size wide. */
const measure = (text: string, font: string) => 0.6 * Number.parseFloat(font) * text.length;

test("text is broken at spaces, and within words that are too long", () => {
  const width = (text: string) => text.length;
  assert.deepEqual(wrap("a few words here", 9, width), ["a few", "words", "here"]);
  assert.deepEqual(wrap("abcdefgh ij", 5, width), ["abcde", "fgh", "ij"]);
  assert.deepEqual(wrap("", 5, width), [""]);
});

test("no line ends within a formula that fits on one", () => {
  const width = (text: string) => text.length;
  assert.deepEqual(wrap("fitted with k = 3 of 4", 13, width), ["fitted with", "k = 3 of 4"]);
  assert.deepEqual(wrap("many panels (1 of 4)", 16, width), ["many panels", "(1 of 4)"]);
  assert.deepEqual(wrap("in (β₀, τ) → c (β₀, τ)", 21, width), ["in", "(β₀, τ) → c (β₀, τ)"]);
  assert.deepEqual(wrap("a slope (of the median)", 15, width), ["a slope (of the", "median)"]);
  assert.deepEqual(wrap("total variation = 0.5", 9, width), ["total", "variation", "= 0.5"]);
});

test("raised and lowered text is told from the text around it", () => {
  assert.deepEqual(runs("n^{−1/2}, D_{2,2}"), [
    { text: "n", shift: "none" },
    { text: "−1/2", shift: "up" },
    { text: ", D", shift: "none" },
    { text: "2,2", shift: "down" },
  ]);
});

const long = "a rather long title ".repeat(15);
const longPanel = (title: string, curves: number) =>
  ratesPanel({
    title,
    series: Array.from({ length: curves }, (_, i) => rate(`curve ${i}${" and on".repeat(3 * i)}`, -0.5)),
  });
const figures: Readonly<Record<string, Figure>> = {
  "one panel over another": convergenceFigure(summary({ title: long, failed: 4 })),
  "one panel with a legend": ratesFigure(ratesPicture(longPanel(long, 8))),
  "two panels in a row": ratesFigure(ratesPicture(longPanel(long, 8), longPanel("", 1))),
  "three panels": ratesFigure(ratesPicture(longPanel("a", 1), longPanel(long, 8), longPanel("c", 8))),
  "three panels with one legend": curvesFigure(curvesPicture(curvesPanel(), curvesPanel(), curvesPanel())),
  "four panels": ratesFigure(ratesPicture(...[1, 3, 8, 8].map((curves) => longPanel("p", curves)))),
};

for (const [name, figure] of Object.entries(figures)) {
  test(`no text leaves the page or lies on another, however long: ${name}`, () => {
    const page = layOut(figure, measure);
    assert.equal(page.width, figure.width * pixelsPerInch);
    for (const text of page.texts) {
      const width = measure(text.text, `${text.size}px`);
      assert.ok(text.x >= 0 && text.x + width <= page.width, text.text);
      assert.ok(text.y < page.height, text.text);
      for (const other of page.texts) {
        const sameColumn =
          other.x < text.x + width && text.x < other.x + measure(other.text, `${other.size}px`);
        if (other !== text && sameColumn) assert.ok(Math.abs(other.y - text.y) >= 11, text.text);
      }
      for (const panel of page.panels) {
        const beside = text.x >= panel.x + panel.width || text.x + width <= panel.x;
        const clear = text.y <= panel.y || text.y - text.size >= panel.y + panel.height;
        assert.ok(beside || clear, `${text.text} lies on a panel`);
      }
    }
  });
}

test("two panels in a row have the same top and height, and each its legend below it", () => {
  const figure = ratesFigure(ratesPicture(longPanel(long, 2), longPanel("", 3)));
  const { panels, keys, width } = layOut(figure, measure);
  assert.deepEqual(
    panels.map(({ x }) => x),
    [0, width / 2],
  );
  assert.equal(panels[0]!.y, panels[1]!.y);
  assert.equal(panels[0]!.height, panels[1]!.height);
  const right = keys.slice(0, 5).map(({ x }) => x > width / 2);
  assert.deepEqual(right, [false, false, true, true, true]);
  assert.ok(keys.every(({ y }) => y > panels[0]!.y + panels[0]!.height));
});

test("beside a last panel that is alone stand the legends", () => {
  const { panels, keys, width } = layOut(figures["three panels with one legend"]!, measure);
  const last = panels[2]!;
  assert.ok(keys.length === 2 && keys.every(({ x, y }) => x > width / 2 && y > last.y));
});

test("no text is smaller than 8 points in print", () => {
  for (const [name, size] of Object.entries(textSizes)) {
    assert.ok((size * 72) / pixelsPerInch >= 8, name);
  }
});
