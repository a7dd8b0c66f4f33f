import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { analyses } from "../../experiments/analyses/index.js";
import { type RunResult, readExperiment, resultsFile, summaryFile } from "../../experiments/run.js";
import { experiments } from "../../experiments/specs/index.js";
import { experimentsOf, studies, studyByName } from "../../experiments/studies/index.js";
import type { FigureFormat } from "../../figures/types.js";
import { command } from "../command.js";
import { drawAnalysis, drawRun, drawStudy, formatOption } from "../figure-files.js";
import { readSummary } from "../folders.js";
import { print } from "../output.js";

interface Options {
  readonly protocol: string;
  readonly format: readonly FigureFormat[];
  readonly out: string;
  readonly to?: string;
}

/** `moestat figure NAME`: draws the last run of an experiment, a study of such runs, or an analysis. */
export const figureCommand = (): Command =>
  command("figure", {
    summary: "Draw the figures of an experiment or a study that was run, or of an analysis.",
    detail:
      "Of an experiment: losses against the sample size, and one replicate with its fit. Of a study: the curves of its experiments. An analysis needs no run.",
    examples: [
      ["moestat run softmax-exact && moestat figure softmax-exact", "Run, then draw into results/figures:"],
      ["moestat figure softmax-exact --format pdf --to paper/figures", "Only the PDF, elsewhere:"],
      ["moestat figure topk-threshold", "The curves of a study, when its experiments have been run:"],
      ["moestat figure softmax-exact --out trial", "From the results of another folder:"],
    ],
  })
    .usage("NAME [options]")
    .argument("<NAME>", "name of an experiment, a study or an analysis (see `moestat list`)")
    .option("--protocol <NAME>", "certified, paper or paper-certified", "certified")
    .addOption(formatOption())
    .option("--out <FOLDER>", "folder of the results; the figures go to FOLDER/figures", "results")
    .option("--to <FOLDER>", "folder of the figures")
    .action(drawLast);

async function drawLast(name: string, options: Options): Promise<void> {
  for (const file of await draw(name, options)) print(file);
}

function draw(name: string, options: Options): Promise<string[]> {
  const folder = options.to ?? join(options.out, "figures");
  const analysis = analyses.find((one) => one.name === name);
  if (analysis) return drawAnalysis(analysis.name, analysis.compute(), folder, options.format);
  const study = studyByName(name);
  if (study) {
    const summaries = experimentsOf(study).map((experiment) => lastRun(experiment, options).summary);
    return drawStudy(study, summaries, folder, options.format);
  }
  if (!experiments.some((experiment) => experiment.name === name)) {
    const known = [...experiments, ...studies, ...analyses].map((one) => one.name);
    throw new Error(`unknown experiment "${name}"; known: ${known.join(", ")}`);
  }
  return drawRun(lastRun(name, options), folder, options.format);
}

/** The last finished run, read again from its records: the summary beside them says which they are. */
function lastRun(name: string, { protocol, out }: Options): RunResult {
  const file = summaryFile(resultsFile({ experiment: name, protocol, out }));
  if (!existsSync(file))
    throw new Error(
      `no finished run of ${name} (${protocol}) in ${out}; run: moestat run ${name} --out ${out}`,
    );
  const { budget, seed, replicates, losses } = readSummary(file);
  const extent =
    budget === "custom" ? { sizes: losses[0].sizes.map(({ n }) => n), reps: replicates } : { budget };
  return readExperiment({ experiment: name, protocol, seed, out, ...extent });
}
