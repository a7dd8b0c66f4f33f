// The build: first the kernels, which the package imports, then the package with its schema and, at the same time, the page of a
// report. Ends with the first part that fails.
import { spawn } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const node = (...args) => run(process.execPath, args);
const tsc = (...args) => run(`${root}node_modules/.bin/tsc`, args);

function run(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("exit", (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}

async function thePackage() {
  await tsc("-p", "tsconfig.json");
  await node("scripts/schema.mjs");
  chmodSync(`${root}dist/cli/main.js`, 0o755);
}

async function thePage() {
  await node("scripts/report.mjs");
  await tsc("-p", "report");
}

rmSync(`${root}dist`, { recursive: true, force: true });
await node("scripts/kernels.mjs");
await Promise.all([thePackage(), thePage()]);
