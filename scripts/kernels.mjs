// Compiles the WebAssembly kernels of assembly/ and writes them as a module that Node and browsers import alike:
// src/numeric/simdModule.ts, not kept in git, and made anew by the builds that find another source, compiler or options than it
// says it was made from.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const options = [
  "-O3",
  "--noAssert",
  "--enable",
  "simd",
  "--runtime",
  "stub",
  "--importMemory",
  "--memoryBase",
  "64",
];
const sources = Object.fromEntries(
  readdirSync(path("assembly"))
    .sort()
    .map((name) => [name, readFileSync(path(`assembly/${name}`), "utf8")]),
);
const { version } = createRequire(import.meta.url)("assemblyscript/package.json");
const madeFrom = createHash("sha256")
  .update(JSON.stringify([sources, version, options]))
  .digest("hex");
const file = path("src/numeric/simdModule.ts");
const comment = `/** The compiled kernels of assembly/ in base 64; written by scripts/kernels.mjs, from ${madeFrom}. */\n`;
if (existsSync(file) && readFileSync(file, "utf8").startsWith(comment)) process.exit();

const { main } = await import("assemblyscript/asc");
let binary;
const { error, stderr } = await main(["kernels.ts", "--outFile", "kernels.wasm", ...options], {
  readFile: (name) => sources[name] ?? null,
  writeFile: (_name, contents) => {
    binary = contents;
  },
  listFiles: () => [],
});
if (error || !binary) {
  console.error(`assembly/ does not compile\n${stderr}`);
  process.exit(1);
}
const text = Buffer.from(binary).toString("base64");
writeFileSync(file, `${comment}export const simdModule =\n  "${text}";\n`);
