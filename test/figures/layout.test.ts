import assert from "node:assert/strict";
import { test } from "node:test";
import { convergenceFigure } from "../../figures/index.js";
import { layOut } from "../../figures/layout.js";
import { runs, wrap } from "../../figures/text.js";
import { pixelsPerInch, textSizes } from "../../figures/theme.js";
import { summary } from "./fixture.js";

/** Every character is 0.6 of the font size wide. */
const measure = (text: string, font: string) => 0.6 * Number.parseFloat(font) * text.length;

test("text is broken at spaces, and within words that are too long", () => {
  const width = (text: string) => text.length;
  assert.deepEqual(wrap("a few words here", 9, width), ["a few", "words", "here"]);
  assert.deepEqual(wrap("abcdefgh ij", 5, width), ["abcde", "fgh", "ij"]);
  assert.deepEqual(wrap("", 5, width), [""]);
});

test("raised text is told from the text around it", () => {
  assert.deepEqual(runs("n^{−1/2}, say"), [
    { text: "n", raised: false },
    { text: "−1/2", raised: true },
    { text: ", say", raised: false },
  ]);
});

test("no text leaves the page or lies on another, however long the title", () => {
  const figure = convergenceFigure(summary({ title: "a rather long title ".repeat(15), failed: 4 }));
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
    for (const { y, height } of page.panels) {
      assert.ok(text.y <= y || text.y - text.size >= y + height, `${text.text} lies on a panel`);
    }
  }
});

test("no text is smaller than 8 points in print", () => {
  for (const [name, size] of Object.entries(textSizes)) {
    assert.ok((size * 72) / pixelsPerInch >= 8, name);
  }
});
