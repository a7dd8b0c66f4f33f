#!/usr/bin/env node
import { type Command, CommanderError } from "commander";
import { version } from "../experiments/package-info.js";
import { suggestion } from "../src/words/suggestion.js";
import { command } from "./command.js";
import { fileError, INTERNAL, isMistakeOfCaller, sentence, USAGE } from "./errors.js";
import { isInterruption } from "./interrupt.js";
import { note } from "./output.js";

const program = command("moestat", {
  summary: "Simulate and estimate mixtures of experts, and measure how fast the estimates converge.",
  examples: [
    ["moestat reproduce --quick", "All experiments, figures and the table of slopes, in about a minute:"],
    ["moestat fit data.csv --response y --experts 2", "Fit a mixture of two lines to a CSV file:"],
    ["moestat run --help", "How a command is used, with examples:"],
  ],
})
  .usage("COMMAND")
  .version(version, "-v, --version", "show the version")
  .helpCommand("help [COMMAND]", "show how a command is used");

/** The commands, each loaded when it is asked for: most need little of the package. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  reproduce: async () => (await import("./commands/reproduce.js")).reproduceCommand(),
  list: async () => (await import("./commands/list.js")).listCommand(),
  run: async () => (await import("./commands/run.js")).runCommand(),
  init: async () => (await import("./commands/init.js")).initCommand(),
  plan: async () => (await import("./commands/plan.js")).planCommand(),
  merge: async () => (await import("./commands/merge.js")).mergeCommand(),
  figure: async () => (await import("./commands/figure.js")).figureCommand(),
  compare: async () => (await import("./commands/compare.js")).compareCommand(),
  verify: async () => (await import("./commands/verify.js")).verifyCommand(),
  export: async () => (await import("./commands/export.js")).exportCommand(),
  sample: async () => (await import("./commands/sample.js")).sampleCommand(),
  fit: async () => (await import("./commands/fit.js")).fitCommand(),
  show: async () => (await import("./commands/show.js")).showCommand(),
  predict: async () => (await import("./commands/predict.js")).predictCommand(),
  plot: async () => (await import("./commands/plot.js")).plotCommand(),
  loss: async () => (await import("./commands/loss.js")).lossCommand(),
  rbar: async () => (await import("./commands/rbar.js")).rbarCommand(),
};
const [asked = ""] = process.argv.slice(2);
/** Throws where the first word is no command. */
function checkCommand(word: string): void {
  const known = [...Object.keys(commands), "help"];
  if (word === "" || word.startsWith("-") || known.includes(word)) return;
  const hint = suggestion(word, known);
  throw new Error(
    `unknown command "${word}"${hint}${hint === "" ? "; known:" : " Known:"} ${known.join(", ")}`,
  );
}
for (const name of Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands))
  program.addCommand(await commands[name]());

/** Runs one command line and returns the exit code: 0, 2 for a mistake of the caller, 70 for one of ours. */
async function run(args: readonly string[]): Promise<number> {
  try {
    checkCommand(asked);
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError || isMistakeOfCaller(error)) {
      note(`moestat: ${sentence(error).replace(/^error: /, "")}`);
      return USAGE;
    }
    if (isInterruption(error)) {
      note(`moestat: ${error.message}`);
      return error.exitCode;
    }
    note(`moestat: internal error, please report it\n${error instanceof Error ? error.stack : error}`);
    return INTERNAL;
  }
}

// `moestat ... | head` closes our output early: that is no error. A full disk is one of the caller's, like a file that cannot be written.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    const what = stream === process.stdout ? "the standard output" : "the standard error";
    // The stream that failed is not tried again.
    if (stream === process.stdout) note(`moestat: ${sentence(fileError("write", what, error))}`);
    process.exit(USAGE);
  });

process.exitCode = await run(process.argv.slice(2));
