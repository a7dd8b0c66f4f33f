import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { figureCommand } from "../../cli/commands/figure.js";
import { plotCommand } from "../../cli/commands/plot.js";
import { reproduceCommand } from "../../cli/commands/reproduce.js";
import { runCommand } from "../../cli/commands/run.js";
import { analyses, experiments, studies } from "../../experiments/index.js";

const main = fileURLToPath(new URL("../../cli/main.js", import.meta.url));
const self = fileURLToPath(import.meta.url);

/** The commands that may run for long, of which the options are read, and that is all; `plot` is run where it is to draw some pictures only. */
const long: Readonly<Record<string, () => Command>> = {
  figure: figureCommand,
  plot: plotCommand,
  reproduce: reproduceCommand,
  run: runCommand,
};

/** Throws unless a long command knows its options and what it is to run. */
export function checkLong(name: string, args: readonly string[]): void {
  const { operands, unknown } = long[name]().parseOptions([...args]);
  if (unknown.length > 0) throw new Error(`unknown options of ${name}: ${unknown.join(" ")}`);
  if (name === "plot") return;
  const known = [...experiments, ...studies, ...analyses].map((one) => one.name);
  const stray = operands.find((operand) => !known.includes(operand));
  if (stray !== undefined) throw new Error(`unknown experiment, study or analysis: ${stray}`);
}

/** Writes two programs into a folder that stand for `moestat` and `npx`: long commands are read, others run. */
export function writePrograms(folder: string): void {
  const names = Object.keys(long).join("|");
  const moestat = `#!/bin/sh
case "$*" in
  plot*--only*) exec "${process.execPath}" "${main}" "$@" ;;
esac
case "$1" in
  ${names}) exec "${process.execPath}" "${self}" "$@" ;;
  *) exec "${process.execPath}" "${main}" "$@" ;;
esac
`;
  writeFileSync(`${folder}/moestat`, moestat, { mode: 0o755 });
  writeFileSync(`${folder}/npx`, '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
}

if (process.argv[1] === self) {
  const [, , name, ...args] = process.argv;
  checkLong(name, args);
}
