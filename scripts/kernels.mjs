// Compiles the WebAssembly kernels of assembly/ and writes them as a module that Node and browsers import alike:
// src/numeric/simdModule.ts, made anew by every build and not kept in git.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

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
let binary;
const { error, stderr } = await main(["kernels.ts", "--outFile", "kernels.wasm", ...options], {
  readFile: (name) => (name === "kernels.ts" ? readFileSync(path("assembly/kernels.ts"), "utf8") : null),
  writeFile: (_name, contents) => {
    binary = contents;
  },
  listFiles: () => [],
});
if (error || !binary) {
  console.error(`assembly/kernels.ts does not compile\n${stderr}`);
  process.exit(1);
}
const text = Buffer.from(binary).toString("base64");
writeFileSync(
  path("src/numeric/simdModule.ts"),
  `/** The compiled kernels of assembly/kernels.ts in base 64; written by scripts/kernels.mjs. */\nexport const simdModule =\n  "${text}";\n`,
);
