import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { dataOf } from "../../playground/derived/data.js";
import { fittedModel } from "../../playground/derived/truth.js";
import { oneTooMany, withPart } from "../../playground/state/edits.js";
import { examples } from "../../playground/state/examples.js";
import { hashOf, stateOf } from "../../playground/state/hash.js";
import type { State } from "../../playground/state/state.js";
import { fit } from "../../src/index.js";
import { noBrowser, type Opened, open } from "./browser.js";
import { type Fits, fitsSource, truths } from "./fits.js";

const [first] = examples.map(({ state }) => withPart({ n: 300 })(state));

describe("in a real browser", { skip: noBrowser }, () => {
  let opened: Opened;
  before(async () => {
    opened = await open();
  });
  after(() => opened?.close());

  /** A page at a path of the project; what goes wrong in it is kept. */
  async function pageAt(path: string, options: Parameters<Opened["browser"]["newPage"]>[0] = {}) {
    const page = await opened.browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`${opened.address}${path}`);
    return { page, errors };
  }
  const playground = (state: State, options?: Parameters<Opened["browser"]["newPage"]>[0]) =>
    pageAt(`playground/index.html#${hashOf(state)}`, options);

  const fitted = (page: Page, text: RegExp | string = /Log-likelihood/) =>
    page.locator(".status", { hasText: text }).waitFor();
  const addressOf = (page: Page): State => stateOf(new URL(page.url()).hash);
  const slowKnown = (page: Page) => page.locator(".hint", { hasText: "An eigenvector" }).waitFor();

  describe("the library", () => {
    /** What the page's module of fits gives; with `exact`, the page and its workers have the exact functions. */
    async function fitsThere(exact: boolean): Promise<Fits> {
      const page = await opened.browser.newPage();
      const html = '<!doctype html><title>fits</title><link rel="icon" href="data:,">';
      const load = exact ? 'import "/dist/test/playground/exactMath.js";\n' : "";
      const module = `${load}${fitsSource("/dist/src/index.js", "/dist/parallel/browser.js")}`;
      await page.route("**/fits.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
      await page.route("**/fits.js", (route) =>
        route.fulfill({ contentType: "text/javascript", body: module }),
      );
      if (exact)
        await page.route("**/browserWorker.js*", async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: `${load}${await response.text()}` });
        });
      await page.goto(`${opened.address}fits.html`);
      const found = await page.evaluate('import("/fits.js").then(({ fits }) => fits())');
      await page.close();
      return found as Fits;
    }

    /** The same in Node, in a process of its own, since functions are replaced. */
    async function fitsHere(exact: boolean): Promise<Fits> {
      const at = (path: string) => new URL(path, import.meta.url).href;
      const module = `${exact ? `import ${JSON.stringify(at("./exactMath.js"))};` : ""}
        ${fitsSource(at("../../src/index.js"), at("../../parallel/index.js"))}
        process.stdout.write(JSON.stringify(await fits()));`;
      const { stdout } = await promisify(execFile)(process.execPath, [
        "--input-type=module",
        "--eval",
        module,
      ]);
      return JSON.parse(stdout);
    }

    it("fits in a worker what the page itself fits, to the last bit, and tells how far it is", async () => {
      for (const [name, { here, there, climbs }] of Object.entries(await fitsThere(false))) {
        assert.deepEqual(there, here, name);
        assert.ok(climbs > 0, name);
      }
    });

    it("fits in a worker what Node fits, to the last bit, where both compute exp, log and the like alike", async () => {
      const [there, here] = await Promise.all([fitsThere(true), fitsHere(true)]);
      for (const name of Object.keys(truths)) assert.deepEqual(there[name].there, here[name].here, name);
    });

    it("fits what Node fits to rounding, where the two engines have functions of their own", async () => {
      const [there, here] = await Promise.all([fitsThere(false), fitsHere(false)]);
      for (const name of Object.keys(truths)) {
        const [p, q] = [there[name].there, here[name].here];
        assert.equal(p.status, q.status, name);
        // Sums of 300 terms of some units, each right to a few of the last bits; at a maximum what is left of the parameters' rounding is of second order.
        assert.ok(
          Math.abs(p.logLik - q.logLik) < 1e-11 * Math.abs(q.logLik),
          `${name} ${p.logLik} ${q.logLik}`,
        );
      }
    });

    it("ends a fit with the signal's reason", async () => {
      const page = await opened.browser.newPage();
      await page.route("**/fits.html", (route) =>
        route.fulfill({ contentType: "text/html", body: "<!doctype html><title>fits</title>" }),
      );
      await page.goto(`${opened.address}fits.html`);
      const reason = await page.evaluate(`(async () => {
        const { modelOf, moe, sample, stream, uniform } = await import("/dist/src/index.js");
        const { fitAsync } = await import("/dist/parallel/browser.js");
        const truth = ${JSON.stringify(truths["Gaussian experts"])};
        const model = modelOf(truth);
        const data = sample(model, truth, { n: 5000, design: uniform(), uniform: stream("browser") });
        const controller = new AbortController();
        const more = moe({ ...model, expert: model.families[0], k: 4 });
        const long = fitAsync(more, data, { starts: 50, signal: controller.signal });
        setTimeout(() => controller.abort(new Error("enough")), 50);
        return long.catch(({ message }) => message);
      })()`);
      assert.equal(reason, "enough");
      await page.close();
    });
  });

  describe("the playground", () => {
    it("opens, fits in a worker, and saves the fit that Node makes", async () => {
      const { page, errors } = await playground(first);
      await fitted(page);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save JSON")]);
      const { params, truth, logLik } = JSON.parse(await readFile(await download.path(), "utf8"));
      const here = fit(fittedModel(first), dataOf(first));
      const numbers = (fields: object) =>
        Object.values(fields)
          .flat(3)
          .filter((one) => typeof one === "number");
      for (const part of ["gating", "experts"] as const)
        numbers(here.params[part]).forEach((value, i) => {
          // The engines' exp and log differ in the last bits, and the least curvature of this maximum is of the order of a hundredth.
          const there = numbers(params[part])[i];
          assert.ok(Math.abs(there - value) < 1e-11 * (1 + Math.abs(value)), `${part} ${there} ${value}`);
        });
      assert.ok(Math.abs(logLik - here.logLik) < 1e-11 * Math.abs(logLik));
      assert.deepEqual(truth.experts.b, [1, -1]);
      const [picture] = await Promise.all([page.waitForEvent("download"), page.click("text=Save PNG")]);
      const bytes = await readFile(await picture.path());
      assert.equal(bytes.subarray(1, 4).toString(), "PNG");
      assert.deepEqual(errors, []);
      await page.close();
    });

    it("lets a line be dragged: the truth follows, and a fit once it is let go", async () => {
      const { page, errors } = await playground(first);
      await fitted(page);
      const handle = page.locator(".handle.line").nth(1);
      const box = await handle.boundingBox();
      assert.ok(box !== null);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + 40);
      await page.mouse.move(x, y + 80);
      // While it is held, the axis is too, so that the handle is where the pointer is.
      await page.waitForFunction(
        `Math.abs(document.querySelectorAll(".handle.line")[1].getBoundingClientRect().y - ${box.y + 80}) < 2`,
      );
      assert.equal(await page.locator("#fit").isVisible(), true);
      await page.mouse.up();
      await page.waitForURL((url) => stateOf(url.hash).atoms[0].a !== first.atoms[0].a);
      const { atoms } = addressOf(page);
      assert.ok(atoms[0].a < first.atoms[0].a, `${atoms[0].a}`);
      assert.deepEqual(atoms[1], first.atoms[1]);
      await fitted(page);
      assert.deepEqual(errors, []);
      await page.close();
    });

    it("lets handles and sliders be moved by keys", async () => {
      const { page } = await playground(first);
      await page.locator(".handle.line").nth(0).focus();
      await page.keyboard.press("ArrowUp");
      await page.waitForURL((url) => stateOf(url.hash).atoms[0].a < first.atoms[0].a);
      const before = addressOf(page);
      await page.locator(".handle.border").focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForURL((url) => stateOf(url.hash).atoms[0].beta0 < before.atoms[0].beta0);
      await page.getByLabel("expert 1, noise σ").focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForURL((url) => stateOf(url.hash).atoms[0].sigma === 0.51);
      await page.close();
    });

    it("cancels a fit", async () => {
      const { page } = await playground({ ...first, n: 20_000, fitted: 5 });
      await page.locator("#cancel").click();
      await fitted(page, "Cancelled");
      assert.ok(await page.locator("#fit").isVisible());
      assert.ok(!(await page.locator("#cancel").isVisible()));
      await page.close();
    });

    it("is restored by its link", async () => {
      const state = examples[1].state;
      const { page } = await playground(state);
      await page.waitForURL((url) => url.hash !== "");
      assert.deepEqual(addressOf(page), state);
      for (const [i, { a, b, sigma }] of state.atoms.entries())
        for (const [label, value] of Object.entries({ "slope a": a, "intercept b": b, "noise σ": sigma })) {
          const shown = await page.locator(`input[aria-label="expert ${i + 1}, ${label}"]`).inputValue();
          assert.equal(Number(shown), value, label);
        }
      await page.evaluate(`location.hash = ${JSON.stringify(hashOf(first))}`);
      await page.locator(".expert:visible").nth(2).waitFor({ state: "hidden" });
      await page.close();
    });

    it("fits one expert too many on a click, and moves it along a slow direction", async () => {
      const { page, errors } = await playground(first);
      await fitted(page);
      await page.click("#one-too-many");
      await page.waitForURL((url) => stateOf(url.hash).fitted === 3);
      assert.deepEqual(addressOf(page), oneTooMany(first));
      await fitted(page, "D₂");
      await slowKnown(page);
      assert.equal(await page.locator(".cells td .dot, table td .dot").count(), 3);
      const along = page.getByLabel("position along the slow direction");
      await along.focus();
      await page.keyboard.press("Home");
      await page.locator(".value", { hasText: /^(?!0 nats).* nats lost/ }).waitFor();
      assert.deepEqual(errors, []);
      await page.close();
    });

    it("adds a point for ten times the observations, and lists the maxima", async () => {
      const { page } = await playground(first);
      await fitted(page, "n = 300");
      await page.click("#tenfold");
      await fitted(page, "n = 3,000");
      await page.locator(".hint", { hasText: "2 fits of this truth" }).waitFor();
      assert.equal(await page.locator(".maxima button").first().getAttribute("aria-pressed"), "true");
      await page.close();
    });

    for (const { name, state } of examples)
      it(`draws and fits without an error: ${name}`, async () => {
        const { page, errors } = await playground(withPart({ n: 200 })(state), { colorScheme: "dark" });
        await fitted(page);
        await slowKnown(page);
        assert.deepEqual(errors, []);
        await page.close();
      });

    it("has one column on a phone, nothing beside it, and a name for all that is used", async () => {
      const { page } = await playground(first, { viewport: { width: 360, height: 740 }, hasTouch: true });
      await fitted(page);
      const { wide, nameless, broken, exponents } = (await page.evaluate(`({
        wide: document.documentElement.scrollWidth - innerWidth,
        nameless: [...document.querySelectorAll("button, select, input, [role=slider], canvas")]
          .filter((one) => one.offsetParent !== null)
          .filter((one) => !(one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent?.trim()))
          .map((one) => one.outerHTML),
        broken: [...document.querySelectorAll(".maxima .height")]
          .filter((one) => one.offsetHeight > 1.5 * Number.parseFloat(getComputedStyle(one).lineHeight))
          .map((one) => one.textContent),
        exponents: [...document.querySelectorAll("[aria-valuenow]")]
          .map((one) => one.getAttribute("aria-valuenow"))
          .filter((value) => !/^-?[0-9]+([.][0-9]+)?$/.test(value)),
      })`)) as Readonly<Record<"nameless" | "broken" | "exponents", readonly string[]>> & {
        readonly wide: number;
      };
      assert.ok(wide <= 0, `${wide} pixels too wide`);
      assert.deepEqual(nameless, []);
      assert.deepEqual(broken, [], "words in two lines");
      assert.deepEqual(exponents, []);
      await page.close();
    });
  });
});
