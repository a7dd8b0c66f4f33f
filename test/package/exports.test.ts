import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { packagePath } from "../../experiments/package-info.js";

/** A folder in which the package is installed, as far as its own files go: those that it would publish, beside the packages it needs. */
function installed(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "moestat-package-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, "node_modules", "moestat");
  mkdirSync(home, { recursive: true });
  const { files }: { files: string[] } = JSON.parse(readFileSync(packagePath("package.json"), "utf8"));
  const kept = files.map((pattern) => pattern.replace(/\/\*\..*$/, ""));
  for (const path of ["package.json", ...kept])
    cpSync(packagePath(path), join(home, path), { recursive: true });
  symlinkSync(packagePath("node_modules"), join(home, "node_modules"));
  return folder;
}

const program = `
import { writeFileSync } from "node:fs";
import { defineExperiment, loadExperiment, runExperiment } from "moestat/experiments";
import { convergenceFigure, renderFigure } from "moestat/figures";

const truth = {
  gating: { beta0: [0, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};
const farthest = (estimate, { atoms }) => Math.abs(estimate.atoms.b[0][0] - atoms.b[0][0]);
const here = defineExperiment({ name: "here", truth, losses: [farthest, "d1"], sizes: [60, 120], replicates: 1 });
writeFileSync("there.json", JSON.stringify({ truth, losses: ["d1"], sizes: [60, 120], replicates: 1 }));
for (const experiment of [here, await loadExperiment("there.json")]) {
  const { summary } = await runExperiment({ experiment, workers: 1 });
  writeFileSync(\`\${summary.experiment}.svg\`, await renderFigure(convergenceFigure(summary), { format: "svg" }));
}
const schema = await import("moestat/experiment.schema.json", { with: { type: "json" } });
console.log(schema.default.title);
`;

test("a program runs experiments of its own and draws them with what the package exports", (t) => {
  const folder = installed(t);
  writeFileSync(join(folder, "program.mjs"), program);
  const printed = execFileSync(process.execPath, ["--no-warnings", "program.mjs"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(printed, "An experiment of moestat\n");
  assert.match(readFileSync(join(folder, "here.svg"), "utf8"), /farthest/);
  assert.match(readFileSync(join(folder, "there.svg"), "utf8"), /<text/);
});
