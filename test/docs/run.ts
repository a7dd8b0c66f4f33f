import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { launch, noBrowser } from "../playground/browser.js";
import { root } from "./pages.js";

/** The site as `npm run docs:check` has built it, for this folder of a server. */
const site = join(root, "dist/docs-site");
const base = "/any/folder/";

describe("the built site", () => {
  it("holds the playground", () => {
    assert.ok(existsSync(join(site, "playground/index.html")));
  });

  it("heads every column of its tables", () => {
    const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".html"),
    );
    assert.ok(pages.includes("performance.html"));
    for (const page of pages)
      assert.doesNotMatch(readFileSync(join(site, page), "utf8"), /<th[^>]*>\s*<\/th>/, page);
  });

  describe("in a real browser", { skip: noBrowser }, () => {
    let server: PreviewServer;
    let browser: Browser;
    let address: string;
    before(async () => {
      server = await preview({
        configFile: false,
        root: site,
        base,
        appType: "mpa",
        logLevel: "error",
        build: { outDir: "." },
        preview: { port: 0, host: "127.0.0.1" },
      });
      address = server.resolvedUrls!.local[0];
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    /** The first page, with what goes wrong in it and after it, and what is asked for outside of the site's folder. */
    async function opened(): Promise<{ readonly page: Page; readonly wrong: readonly string[] }> {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(60_000);
      const wrong: string[] = [];
      page.on("pageerror", (error) => wrong.push(String(error)));
      page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
      page.on("request", (request) => {
        if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
          wrong.push(request.url());
      });
      page.on("response", (response) => {
        if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(address);
      return { page, wrong };
    }

    it("has a search whose box, field and results have a name", async () => {
      const { page, wrong } = await opened();
      await page.getByRole("button", { name: "Search", exact: true }).click();
      const box = page.getByRole("search", { name: "Search", exact: true });
      await box.getByRole("searchbox", { name: "Search", exact: true }).fill("voronoi");
      await box.getByRole("listbox", { name: "Search", exact: true }).waitFor();
      assert.deepEqual(wrong, []);
      await page.close();
    });

    for (const [place, links] of [
      ["the bar at the top", "nav"],
      ["the text of the first page", "main"],
    ])
      it(`leads from ${place} to the playground, which fits in any folder and asks for nothing outside of it`, async () => {
        const { page, wrong } = await opened();
        await page.locator(`${links} a`, { hasText: /^playground$/i }).click();
        await page.locator(".status", { hasText: "Log-likelihood" }).waitFor();
        assert.ok(page.url().startsWith(`${address}playground/index.html`), page.url());
        assert.deepEqual(wrong, []);
        await page.close();
      });
  });
});
