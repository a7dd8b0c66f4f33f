import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launch, noBrowser } from "../playground/browser.js";

const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** An experiment of each kind of picture, a study and an analysis. */
const only = "softmax-exact,topk-three,multinomial-regime1-exact-standard,fisher-spectrum";
const few = ["--sizes", "60,120,240", "--reps", "5", "--format", "svg"];

type PageOptions = Parameters<Browser["newPage"]>[0];

describe("the report in a real browser, from its file", { skip: noBrowser }, () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-"));
    await promisify(execFile)(process.execPath, [main, "reproduce", "--only", only, ...few, "--out", folder]);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** The page, with what goes wrong in it and what it asks for beside itself. */
  async function opened(options: PageOptions = {}) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.setDefaultTimeout(60_000);
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => wrong.push(message.text()));
    const address = pathToFileURL(join(folder, "index.html")).href;
    page.on("request", (request) => {
      if (request.url() !== address && !/^(data|blob):/.test(request.url())) wrong.push(request.url());
    });
    await page.goto(address);
    return { page, wrong };
  }

  const shownRows = (page: Page) => page.locator("#verdicts tbody tr:visible");

  /** Brings every figure into sight, so that it is drawn. */
  async function drawn(page: Page): Promise<void> {
    const figures = page.locator(".figure");
    for (let i = 0; i < (await figures.count()); i++) {
      await figures.nth(i).scrollIntoViewIfNeeded();
      await figures.nth(i).locator(".drawing canvas").first().waitFor();
    }
  }

  it("draws every figure without an error and without asking for anything", async () => {
    const { page, wrong } = await opened();
    await drawn(page);
    assert.equal(await page.locator(".figure").count(), 6);
    const blank = await page.evaluate(`[...document.querySelectorAll(".panel canvas")].filter((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data).size < 10;
    }).length`);
    assert.equal(blank, 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("sorts the table by keys, and says how", async () => {
    const { page } = await opened();
    const head = page.locator("#verdicts th", { hasText: "slope of the median" });
    await head.locator("button").focus();
    const values = async () => {
      const cells = await page.locator("#verdicts tbody td:nth-child(5)").all();
      const sorts = await Promise.all(cells.map((cell) => cell.getAttribute("data-sort")));
      return sorts.filter((sort) => sort !== "").map(Number);
    };
    for (const [order, sign] of [
      ["ascending", 1],
      ["descending", -1],
    ] as const) {
      await page.keyboard.press("Enter");
      assert.equal(await head.getAttribute("aria-sort"), order);
      const found = await values();
      assert.ok(found.length > 2);
      assert.deepEqual(
        found,
        [...found].sort((p, q) => sign * (p - q)),
      );
    }
    await page.close();
  });

  it("filters the table by verdict and by text, and says how many are left", async () => {
    const { page } = await opened();
    const all = await shownRows(page).count();
    let sum = 0;
    for (const verdict of ["agree", "contradict", "undecided"]) {
      const button = page.locator(".count", { hasText: verdict });
      const count = Number(await button.locator("b").textContent());
      await button.click();
      assert.equal(await button.getAttribute("aria-pressed"), "true");
      assert.equal(await shownRows(page).count(), count, verdict);
      sum += count;
    }
    assert.equal(sum, all);
    await page.locator(".count", { hasText: "all" }).click();
    await page.getByLabel("Filter", { exact: true }).fill("topk-three D1");
    const left = await shownRows(page).count();
    assert.ok(left > 0 && left < all);
    assert.equal(await page.locator("#shown").textContent(), `${left} of ${all} statements shown`);
    for (const row of await shownRows(page).all())
      assert.match((await row.textContent()) ?? "", /topk-three.*D₁/);
    await page.close();
  });

  it("goes by keys from a size to its fits, to one of them and to its data", async () => {
    const { page, wrong } = await opened();
    for (const [name, panels] of [
      ["softmax-exact-certified", 2],
      ["topk-three-d2-certified", 2],
      ["multinomial-regime1-exact-standard-certified", 3],
    ] as const) {
      const figure = page.locator(`#${name}`);
      await figure.locator("select").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await figure.getByText("5 fits at n = 120.").waitFor();
      assert.equal(await figure.locator(".fits tbody tr").count(), 5);
      await figure.locator(".fits tbody button").nth(1).focus();
      await page.keyboard.press("Enter");
      const detail = figure.locator(".detail");
      await detail.getByText("Replicate 1 at n = 120").waitFor();
      await detail
        .locator("canvas[role=img]")
        .nth(panels - 1)
        .waitFor();
      assert.match((await detail.locator("table").first().textContent()) ?? "", /estimate, 1.*truth, 1/);
    }
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("goes from a click on a point to its fits, in a study to those of the curve", async () => {
    const { page } = await opened();
    for (const name of ["softmax-exact-certified", "topk-three"]) {
      const figure = page.locator(`#${name}`);
      await figure.scrollIntoViewIfNeeded();
      const canvas = figure.locator(".drawing canvas[role=img]").first();
      await canvas.waitFor();
      // The first size has a point at the left end of the plot; where, the pointer tells.
      const box = (await canvas.boundingBox())!;
      const found = await page.evaluate(
        `(() => {
          const canvas = document.querySelector("#${name} .drawing canvas[role=img]");
          const box = canvas.getBoundingClientRect();
          for (let y = 4; y < box.height; y += 8) for (let x = 60; x < 110; x += 8) {
            canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: box.left + x, clientY: box.top + y, bubbles: true }));
            if (canvas.style.cursor === "pointer") return { x, y };
          }
        })()`,
      );
      const { x, y } = found as { readonly x: number; readonly y: number };
      await page.mouse.click(box.x + x, box.y + y);
      await figure.locator(".fits [role=status]", { hasText: "fits at n = 60" }).waitFor();
    }
    await page.close();
  });

  it("has the numbers of a figure as a table", async () => {
    const { page } = await opened();
    const figure = page.locator("#softmax-exact-certified");
    await figure.locator("summary", { hasText: "Data" }).click();
    const table = figure.locator("details table");
    await table.waitFor();
    assert.ok((await table.locator("tbody tr").count()) > 6);
    assert.match((await table.textContent()) ?? "", /median.*120/s);
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`has texts that stand out from their ground, ${colorScheme}`, async () => {
      const { page } = await opened({ colorScheme });
      await page.locator("#softmax-exact-certified select").selectOption({ index: 1 });
      await page.locator("#softmax-exact-certified .fits tbody button").first().click();
      await drawn(page);
      // 4.5 to 1 is what WCAG 2 asks for at level AA.
      assert.deepEqual(await page.evaluate(faint(4.5)), []);
      await page.close();
    });

  it("has a name for all that is used, and table heads that say what they are the heads of", async () => {
    const { page } = await opened();
    await page.locator("#softmax-exact-certified select").selectOption({ index: 1 });
    await drawn(page);
    const nameless = await page.evaluate(
      `[...document.querySelectorAll("button, select, input, canvas[role=img], [role=region]")]
        .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent?.trim()))
        .map((one) => one.outerHTML)`,
    );
    assert.deepEqual(nameless, []);
    assert.equal(await page.locator("th:not([scope])").count(), 0);
    await page.close();
  });

  it("fits a phone, with nothing beside it", async () => {
    const { page, wrong } = await opened({ viewport: { width: 360, height: 740 }, hasTouch: true });
    await page.locator("#softmax-exact-certified select").selectOption({ index: 1 });
    await page.locator("#softmax-exact-certified .fits tbody button").first().click();
    await drawn(page);
    const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.ok(Number(wide) <= 0, `${wide} pixels too wide`);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("has room for every column of the verdicts on a screen", async () => {
    const { page } = await opened();
    const hidden = await page.evaluate(
      `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector("#verdicts .scroll, .scroll:has(#verdicts)"))`,
    );
    assert.ok(Number(hidden) <= 0, `${hidden} pixels of 1280 are out of sight`);
    await page.close();
  });

  it("has tables and pictures without JavaScript", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, "index.html")).href);
    assert.ok((await shownRows(page).count()) > 3);
    const picture = page.locator("#softmax-exact-certified noscript img, #softmax-exact-certified img");
    const box = await picture.first().boundingBox();
    assert.ok(box !== null && box.width > 300 && box.height > 200);
    await context.close();
  });
});

/** A program that finds texts with a contrast below a bound: each with its contrast. */
const faint = (bound: number): string => `(() => {
  const partsOf = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const [r, g, b, a = 1] = partsOf(getComputedStyle(one).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
    .map((one) => {
      const [p, q] = [light(partsOf(getComputedStyle(one).color)), light(ground(one))].sort((a, b) => b - a);
      return { text: one.textContent.trim().slice(0, 40), contrast: (p + 0.05) / (q + 0.05) };
    })
    .filter(({ contrast }) => contrast < ${bound})
    .slice(0, 10);
})()`;
