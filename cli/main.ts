#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { version } from "../experiments/package-info.js";
import { suggestion } from "../src/words/suggestion.js";
import { command, summarized } from "./command.js";
import { fileError, INTERNAL, isMistakeOfCaller, sentence, USAGE } from "./errors.js";
import { isInterruption } from "./interrupt.js";
import { note } from "./output.js";

const program = command("moestat", {
  detail: "Simulate and estimate mixtures of experts, and measure how fast the estimates converge.",
  examples: [
    ["moestat reproduce --quick", "All experiments, figures and the table of slopes, in about a minute:"],
    ["moestat fit data.csv --response y --experts 2", "Fit a mixture of two lines to a CSV file:"],
    ["moestat run --help", "How a command is used, with examples:"],
  ],
})
  .usage("COMMAND")
  .version(version, "-v, --version", "show the version")
  .helpCommand("help [COMMAND]", "show how a command is used");

/** A command: what it does, in one short sentence, and how it is loaded, when it is asked for. */
interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands. Most need little of the package, and a list of them nothing of it. */
const commands: Readonly<Record<string, Entry>> = {
  reproduce: {
    summary: "Run all experiments, draw all figures, print theory beside what was found.",
    load: async () => (await import("./commands/reproduce.js")).reproduceCommand(),
  },
  list: {
    summary: "List the experiments, studies and analyses.",
    load: async () => (await import("./commands/list.js")).listCommand(),
  },
  run: {
    summary: "Run one experiment, or all of a study.",
    load: async () => (await import("./commands/run.js")).runCommand(),
  },
  init: {
    summary: "Write a file with an experiment of one's own to begin with.",
    load: async () => (await import("./commands/init.js")).initCommand(),
  },
  plan: {
    summary: "Say what a run will take, and how many array tasks suit it.",
    load: async () => (await import("./commands/plan.js")).planCommand(),
  },
  merge: {
    summary: "Put the shards of a run together.",
    load: async () => (await import("./commands/merge.js")).mergeCommand(),
  },
  figure: {
    summary: "Draw the figures of an experiment or a study that was run, or of an analysis.",
    load: async () => (await import("./commands/figure.js")).figureCommand(),
  },
  compare: {
    summary: "Show what two folders of results found, side by side.",
    load: async () => (await import("./commands/compare.js")).compareCommand(),
  },
  verify: {
    summary: "Check the results of a folder: make some of its fits again and compare.",
    load: async () => (await import("./commands/verify.js")).verifyCommand(),
  },
  export: {
    summary: "Write all fits of a folder as one table, a row for each fit.",
    load: async () => (await import("./commands/export.js")).exportCommand(),
  },
  sample: {
    summary: "Draw a data set from a model.",
    load: async () => (await import("./commands/sample.js")).sampleCommand(),
  },
  fit: {
    summary: "Fit a mixture of experts to a CSV file.",
    load: async () => (await import("./commands/fit.js")).fitCommand(),
  },
  show: {
    summary: "Print a fit that a file keeps.",
    load: async () => (await import("./commands/show.js")).showCommand(),
  },
  predict: {
    summary: "Predict the response at the rows of a CSV file.",
    load: async () => (await import("./commands/predict.js")).predictCommand(),
  },
  plot: {
    summary: "Draw a fit with its data.",
    load: async () => (await import("./commands/plot.js")).plotCommand(),
  },
  loss: {
    summary: "Measure how far a fit is from the truth.",
    load: async () => (await import("./commands/loss.js")).lossCommand(),
  },
  rbar: {
    summary: "Show rbar(M), the order behind the rates.",
    load: async () => (await import("./commands/rbar.js")).rbarCommand(),
  },
};
const [first = "", second = ""] = process.argv.slice(2);
/** The command that the line is about. */
const asked = first === "help" ? second : first;
/** Throws where the first word is no command. */
function checkCommand(word: string): void {
  const known = [...Object.keys(commands), "help"];
  if (word === "" || word.startsWith("-") || known.includes(word)) return;
  const hint = suggestion(word, known);
  throw new Error(
    `unknown command "${word}"${hint}${hint === "" ? "; known:" : " Known:"} ${known.join(", ")}`,
  );
}
for (const [name, { summary, load }] of Object.entries(commands))
  program.addCommand(summarized(name === asked ? await load() : new Command(name), summary));

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
