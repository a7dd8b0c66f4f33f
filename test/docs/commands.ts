import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { compareCommand } from "../../cli/commands/compare.js";
import { exportCommand } from "../../cli/commands/export.js";
import { figureCommand } from "../../cli/commands/figure.js";
import { mergeCommand } from "../../cli/commands/merge.js";
import { planCommand } from "../../cli/commands/plan.js";
import { plotCommand } from "../../cli/commands/plot.js";
import { reproduceCommand } from "../../cli/commands/reproduce.js";
import { runCommand } from "../../cli/commands/run.js";
import { verifyCommand } from "../../cli/commands/verify.js";
import { analyses, experiments, studies } from "../../experiments/index.js";

const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** The commands that may run for long, or read what these write: their options are read, and that is all. */
const long: Readonly<Record<string, () => Command>> = {
  compare: compareCommand,
  export: exportCommand,
  figure: figureCommand,
  merge: mergeCommand,
  plan: planCommand,
  plot: plotCommand,
  reproduce: reproduceCommand,
  run: runCommand,
  verify: verifyCommand,
};

/** Whether a command is one of these. */
export const isLong = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(long, name);

/** Those whose operands are experiments: names, or files of the reader's own. */
const ofExperiments = ["figure", "plan", "reproduce", "run"];
const known = [...experiments, ...studies, ...analyses].map(({ name }) => name);

/** Throws unless a long command knows its options and what it is to run. */
export function checkLong(name: string, args: readonly string[]): void {
  const { operands, unknown } = long[name]().parseOptions([...args]);
  if (unknown.length > 0) throw new Error(`unknown options of ${name}: ${unknown.join(" ")}`);
  if (!ofExperiments.includes(name)) return;
  const stray = operands.find((operand) => !known.includes(operand) && !/\.(json|mjs|ts)$/.test(operand));
  if (stray !== undefined) throw new Error(`unknown experiment, study or analysis: ${stray}`);
}

/** Checks the long commands of a shell's text; returns whether it has others. */
export function checkLongOf(text: string): boolean {
  const commands = text
    .split(/\n|&&|\|/)
    .map((line) => line.replace(/[#>].*/, "").trim())
    .filter((line) => line !== "");
  const others = commands.filter((line) => {
    const [name, ...args] = line.replace(/^(npx )?moestat /, "").split(/\s+/);
    if (!isLong(name)) return true;
    checkLong(name, args);
    return false;
  });
  return others.length > 0;
}

/** Writes two programs into a folder that stand for `moestat` and `npx`: long commands do nothing, unless `runLong`. */
export function writePrograms(folder: string, { runLong = false } = {}): void {
  const left = runLong ? "" : `${Object.keys(long).join("|")}) ;;`;
  const moestat = `#!/bin/sh
case "$1" in
  ${left}
  *) exec "${process.execPath}" "${main}" "$@" ;;
esac
`;
  writeFileSync(`${folder}/moestat`, moestat, { mode: 0o755 });
  writeFileSync(`${folder}/npx`, '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}
