// Bundles what runs in the page of a report, and its style sheet, into dist/report: the page stands in one file, which needs no
// other and asks for nothing from outside. Part of every build.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const read = (name) => readFileSync(path(name), "utf8");
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
await build({
  root: path("report"),
  configFile: false,
  logLevel: "error",
  define: { "process.env.NODE_ENV": '"production"' },
  // Licences of the packages within stay at the end of the file.
  esbuild: { legalComments: "eof" },
  build: {
    outDir: path("dist/report"),
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: path("report/page/main.ts"),
      formats: ["iife"],
      name: "moestat",
      fileName: () => "page.js",
    },
  },
});
// Two packages have no comment that would be kept.
const notice = (text) => `\n/*!\n${text.replaceAll("*/", "")}\n*/\n`;
const [, ofSeedrandom] = /\/\*\s*(Copyright[\s\S]*?)\*\//.exec(read("node_modules/seedrandom/seedrandom.js"));
appendFileSync(path("dist/report/page.js"), notice(`ml-matrix\n${read("node_modules/ml-matrix/LICENSE")}`));
appendFileSync(path("dist/report/page.js"), notice(`seedrandom\n${ofSeedrandom}`));
writeFileSync(path("dist/report/page.css"), `${read("pages/base.css")}\n${read("report/page/style.css")}`);
