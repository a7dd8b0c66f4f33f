// Writes dist/test/rooms: for each folder of compiled tests a file that imports its test files, so that one process runs
// them all. Each process loads and compiles the package anew, which takes longer than most test files.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const tests = fileURLToPath(new URL("../dist/test/", import.meta.url));
rmSync(`${tests}rooms`, { recursive: true, force: true });
const files = readdirSync(tests, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".test.js"))
  .sort();
mkdirSync(`${tests}rooms`);
for (const folder of new Set(files.map(dirname))) {
  const lines = files
    .filter((file) => dirname(file) === folder)
    .map((file) => `await import("../${file}");\n`);
  writeFileSync(`${tests}rooms/${folder.replaceAll("/", "-")}.js`, lines.join(""));
}
