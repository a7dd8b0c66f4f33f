import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { analyses } from "../../experiments/analyses/index.js";
import { resultsFile, summaryFile } from "../../experiments/running/files.js";
import type { RunResult } from "../../experiments/running/options.js";
import { readExperiment } from "../../experiments/running/read.js";
import { shellWord } from "../../experiments/shell-word.js";
import { experimentsOf, studies, studyByName } from "../../experiments/studies/index.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import { command } from "../command.js";
import {
  type ChangeOptions,
  changeWords,
  experimentAsked,
  experimentNamed,
  firstChange,
  protocolWords,
  withChanges,
} from "../experiment.js";
import { flagOf } from "../family-options.js";
import { drawAnalysis, drawRun, drawStudy } from "../figure-files.js";
import { isFinished, readSummary } from "../folders.js";
import { print } from "../output.js";
import { drawingOf, type PrintOptions, withPrint } from "../print-options.js";
import { keepPicture } from "../results-page/gather.js";
import { renewReport } from "../results-page/write.js";

interface Options extends ChangeOptions, PrintOptions {
  readonly protocol: string;
  readonly out: string;
  readonly to?: string;
}

/** `moestat figure NAME`: draws the last run of an experiment, a study of such runs, or an analysis. */
export const figureCommand = (): Command =>
  withChanges(
    withPrint(baseCommand())
      .option("--out <FOLDER>", "folder of the results; the figures go to FOLDER/figures", "results")
      .option("--to <FOLDER>", "folder of the figures"),
  ).action(drawLast);

const baseCommand = (): Command =>
  command("figure", {
    detail:
      "Of an experiment: losses against the sample size, and one replicate with its fit. Of a study: the curves of its experiments. An analysis needs no run. Beside the pictures stand the numbers, as CSV and as a Vega-Lite specification. A figure that is higher than a page is drawn on several, NAME-1, NAME-2 and so on.",
    examples: [
      ["moestat run softmax-exact && moestat figure softmax-exact", "Run, then draw into results/figures:"],
      ["moestat figure softmax-exact --format pdf --to paper/figures", "Only the PDF, elsewhere:"],
      [
        "moestat figure topk-threshold --width 3.4in --bare --panel a --caption threshold.tex --format pdf",
        "One panel for a column of a paper, its caption in a file:",
      ],
      ["moestat figure topk-threshold", "The curves of a study, when its experiments have been run:"],
      ["moestat figure softmax-exact --out trial", "From the results of another folder:"],
      ["moestat figure my-experiment.mjs", "Of an experiment of your own, as it was run:"],
      ["moestat figure softmax-exact --k 4 --loss d2,d1", "Of a changed one, with the options of its run:"],
    ],
  })
    .usage("NAME|FILE [options]")
    .argument(
      "<NAME>",
      "an experiment, a study or an analysis (see `moestat list`), or a file: my.json, my.mjs, my.ts",
    )
    .option("--protocol <NAME>", "certified, paper or paper-certified", "certified");

async function drawLast(name: string, options: Options): Promise<void> {
  for (const file of await draw(name, options)) print(file);
  // Figures for elsewhere are not those of the report.
  if (options.to === undefined && isFinished(options.out)) renewReport(options.out);
}

async function draw(name: string, options: Options): Promise<string[]> {
  const folder = options.to ?? join(options.out, "figures");
  const drawing = drawingOf(options);
  const change = firstChange(options);
  if (change !== undefined && isOther(name))
    throw new Error(`invalid ${flagOf(change)}; ${name} is no experiment, and only these can be changed`);
  const analysis = analyses.find((one) => one.name === name);
  if (analysis) {
    const picture = analysis.compute();
    if (options.to === undefined) keepPicture(options.out, analysis.name, picture);
    return drawAnalysis(analysis.name, picture, folder, drawing);
  }
  const study = studyByName(name);
  if (study) {
    const summaries = experimentsOf(study).map(
      (experiment) => lastRun(experiment, experimentNamed(experiment), options).summary,
    );
    return drawStudy(study, summaries, folder, drawing);
  }
  const experiment = await experimentAsked(name, options);
  const words = `${shellWord(name)}${changeWords(options)}`;
  return drawRun(lastRun(words, experiment, options), folder, drawing, experiment);
}

/** Whether a name is that of a study or an analysis. */
const isOther = (name: string): boolean => [...studies, ...analyses].some((one) => one.name === name);

/** The last finished run, read again from its records: the summary beside them says which they are. `words` ask for the experiment. */
function lastRun(words: string, experiment: Experiment, { protocol, out }: Options): RunResult {
  const file = summaryFile(resultsFile({ experiment, protocol, out }));
  if (!existsSync(file))
    throw new Error(
      `no finished run of ${words} (${protocol}) in ${out}; run: moestat run ${words}${protocolWords(protocol)} --out ${shellWord(out)}`,
    );
  const { budget, seed, replicates, losses } = readSummary(file);
  const extent =
    budget === "custom" ? { sizes: losses[0].sizes.map(({ n }) => n), reps: replicates } : { budget };
  return readExperiment({ experiment, protocol, seed, out, ...extent });
}
