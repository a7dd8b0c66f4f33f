import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type RunResult, readExperiment, resultsFile, summaryFile } from "../../experiments/run.js";
import { experimentByName, protocolByName } from "../../experiments/specs/index.js";
import { parseSummary } from "../../experiments/summarize.js";
import type { Summary } from "../../experiments/types.js";
import type { FigureFormat } from "../../figures/types.js";
import { command } from "../command.js";
import { drawRun, formatOption } from "../drawing.js";
import { fileError } from "../errors.js";
import { print } from "../output.js";

interface Options {
  readonly protocol: string;
  readonly format: readonly FigureFormat[];
  readonly out: string;
  readonly to?: string;
}

/** `moestat figure EXPERIMENT`: draws the last run that was finished. */
export const figureCommand = (): Command =>
  command("figure", {
    summary: "Draw the figures of an experiment that was run.",
    detail: "Losses against the sample size, and one replicate with its fit.",
    examples: [
      ["moestat run softmax-exact && moestat figure softmax-exact", "Run, then draw into results/figures:"],
      ["moestat figure softmax-exact --format pdf --to paper/figures", "Only the PDF, elsewhere:"],
      ["moestat figure softmax-exact --out trial", "From the results of another folder:"],
    ],
  })
    .usage("EXPERIMENT [options]")
    .argument("<EXPERIMENT>", "name of an experiment (see `moestat list`)")
    .option("--protocol <NAME>", "certified or paper", "certified")
    .addOption(formatOption())
    .option("--out <FOLDER>", "folder of the results; the figures go to FOLDER/figures", "results")
    .option("--to <FOLDER>", "folder of the figures")
    .action(drawLast);

async function drawLast(name: string, options: Options): Promise<void> {
  const run = lastRun(name, options);
  const files = await drawRun(run, options.to ?? join(options.out, "figures"), options.format);
  for (const file of files) print(file);
}

/** The last finished run, read again from its records: the summary beside them says which they are. */
function lastRun(name: string, { protocol, out }: Options): RunResult {
  const experiment = experimentByName(name);
  const file = summaryFile(resultsFile(out, experiment, protocolByName(experiment, protocol)));
  if (!existsSync(file))
    throw new Error(
      `no finished run of ${name} (${protocol}) in ${out}; run: moestat run ${name} --out ${out}`,
    );
  const { budget, seed, replicates, losses } = readSummary(file);
  const extent =
    budget === "custom" ? { sizes: losses[0].sizes.map(({ n }) => n), reps: replicates } : { budget };
  return readExperiment({ experiment, protocol, seed, out, ...extent });
}

function readSummary(file: string): Summary {
  try {
    return parseSummary(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`invalid ${file}; not JSON: ${error.message}`);
    throw fileError("read", file, error);
  }
}
