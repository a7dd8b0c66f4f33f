import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { nameOfFile } from "../../experiments/own/read.js";
import { shellWord } from "../../experiments/shell-word.js";
import { command } from "../command.js";
import { fileError } from "../errors.js";
import { note, print } from "../output.js";
import { startingFile } from "../starting-file.js";

/** `moestat init [FILE]`: writes an experiment to begin with. */
export const initCommand = (): Command =>
  command("init", {
    detail:
      "A module says in comments what can be changed and may have its own gates, losses and designs; a JSON file has names and numbers alone.",
    examples: [
      ["moestat init", "my-experiment.mjs, a JavaScript module with comments:"],
      ["moestat init gates.ts", "The same in TypeScript, with its types:"],
      ["moestat init small.json", "As plain data:"],
    ],
  })
    .usage("[FILE]")
    .argument("[FILE]", "a new file: .mjs, .js, .ts or .json", "my-experiment.mjs")
    .action(write);

function write(file: string): void {
  if (nameOfFile(file) === "") throw new Error(`invalid FILE; no letter or figure in its name: "${file}"`);
  const text = startingFile(file);
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new Error(`cannot write ${file}; it is there already, and is left as it is`);
    throw fileError("write", file, error);
  }
  print(file);
  note(`change it, then run it with: moestat run ${shellWord(file)} --quick`);
}
