import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { createServer } from "vite";

/** The browser of the tests; another than Debian's by the variable CHROMIUM. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Why tests in a browser are left out; false where they can run. */
export const noBrowser: false | string = existsSync(executablePath)
  ? false
  : `no browser at ${executablePath}; install chromium, or name one by CHROMIUM`;

/** A browser, and the project as a server gives it to pages. */
export interface Opened {
  readonly browser: Browser;
  /** The address of the project's folder, with a slash at its end. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves the project with Vite, as `npm run playground` does, and opens a browser without a window. */
export async function open(): Promise<Opened> {
  const cacheDir = await mkdtemp(join(tmpdir(), "playground-vite-"));
  const server = await createServer({
    root: fileURLToPath(new URL("../../../", import.meta.url)),
    configFile: false,
    cacheDir,
    logLevel: "error",
    // Packages are prepared beforehand: found on the way, they would make the page load again.
    optimizeDeps: { entries: [], include: ["ml-matrix", "seedrandom"] },
    server: { port: 0, host: "127.0.0.1", hmr: false, watch: null },
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("no address; the server has none");
  const browser = await launch();
  return {
    browser,
    address,
    close: async () => {
      await browser.close();
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}

/** A browser without a window. */
export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: flags });

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
