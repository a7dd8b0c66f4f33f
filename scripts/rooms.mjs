// Writes dist/test/rooms: for each folder of compiled tests a file that imports its test files, so that one process runs
// them all. Each process loads and compiles the package anew, which takes longer than most test files. They run in the order
// of their names: first those that wait for processes of their own, so that others have the time meanwhile.
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
const first = ["trouble"];
for (const folder of new Set(files.map(dirname))) {
  const lines = files
    .filter((file) => dirname(file) === folder)
    .map((file) => `await import("../${file}");\n`);
  const name = `${first.includes(folder) ? "0-" : ""}${folder.replaceAll("/", "-")}`;
  writeFileSync(`${tests}rooms/${name}.js`, lines.join(""));
}
