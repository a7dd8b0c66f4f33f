// Measures the built playground: its size over the wire, and what a frame costs while a line is dragged at n = 2,000.
// Run by `npm run playground:check`; fails where the page is larger than 300 kB or a frame takes longer than one sixtieth of a second.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const site = fileURLToPath(new URL("../dist/playground-site/", import.meta.url));
const mostBytes = 300_000;
const mostMilliseconds = 1000 / 60;

const files = readdirSync(site, { recursive: true }).filter((file) => extname(file) !== "");
const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(site, file))).length, 0);
console.log(`${files.length} files, ${(bytes / 1000).toFixed(0)} kB gzipped (at most ${mostBytes / 1000})`);
let isGood = bytes <= mostBytes;

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) console.log(`no ${executablePath}: frames are not measured`);
else {
  const { cost, interval, frames } = await dragged();
  console.log(
    `${frames} frames of a drag at n = 2,000: median cost ${cost.toFixed(1)} ms, median distance ${interval.toFixed(1)} ms (cost at most ${mostMilliseconds.toFixed(1)})`,
  );
  isGood &&= cost <= mostMilliseconds;
}
process.exitCode = isGood ? 0 : 1;

async function dragged() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const server = createServer(({ url }, response) => {
    const file = join(site, url === "/" ? "index.html" : url);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(file)] ?? "text/plain" }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = await chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"].concat(
      ["background-networking", "component-update", "sync"].map((what) => `--disable-${what}`),
    ),
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    // What the page does in a frame: its handlers of pointer events and of the frame itself.
    await page.addInitScript(() => {
      window.costs = [];
      window.times = [];
      let spent = 0;
      const timed = (work) => (argument) => {
        const begun = performance.now();
        work(argument);
        spent += performance.now() - begun;
      };
      const add = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, listener, options) {
        return add.call(this, type, type.startsWith("pointer") ? timed(listener) : listener, options);
      };
      const request = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (work) =>
        request((now) => {
          timed(work)(now);
          // Several may be asked for in one frame, which has one time.
          const last = window.times.length - 1;
          if (window.times[last] === now) window.costs[last] += spent;
          else {
            window.costs.push(spent);
            window.times.push(now);
          }
          spent = 0;
        });
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/#n=2000&fitted=2`);
    await page.waitForSelector(".handle.line");
    const box = await page.locator(".handle.line").nth(1).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    // From within, one movement a frame: sent from outside, each would wait for its answer.
    const { costs, times } = await page.evaluate(
      ([clientX, middle]) =>
        new Promise((done) => {
          const handle = document.querySelectorAll(".handle.line")[1];
          let i = 0;
          const move = () => {
            const clientY = middle + 100 * Math.sin(i / 12);
            handle.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
            if (i++ < 200) requestAnimationFrame(move);
            else done({ costs: window.costs, times: window.times });
          };
          move();
        }),
      [x, y],
    );
    await page.mouse.up();
    // The first frames are the page's beginning.
    const drag = costs.slice(-150);
    const gaps = times.slice(-150).map((time, i, all) => (i === 0 ? Number.NaN : time - all[i - 1]));
    return { cost: median(drag), interval: median(gaps.slice(1)), frames: drag.length };
  } finally {
    await browser.close();
    server.close();
  }
}

function median(values) {
  const sorted = [...values].sort((p, q) => p - q);
  return sorted[Math.floor(sorted.length / 2)];
}
