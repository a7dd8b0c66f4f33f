import type { Command } from "commander";
import { resultsFile } from "../../experiments/running/files.js";
import { shellWord } from "../../experiments/shell-word.js";
import { experimentsOf, studyByName } from "../../experiments/studies/index.js";
import { studyFindings } from "../../experiments/study.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Study } from "../../experiments/types/study.js";
import type { Summary } from "../../experiments/types/summary.js";
import { type BudgetOptions, withBudgetOptions } from "../budget.js";
import { printedJob } from "../cluster.js";
import { command } from "../command.js";
import {
  type ChangeOptions,
  changeWords,
  experimentAsked,
  firstChange,
  protocolWords,
  withChanges,
} from "../experiment.js";
import { flagOf } from "../family-options.js";
import { countsText, findingRecord, findingsTable, theoryText } from "../findings.js";
import { interruptible } from "../interrupt.js";
import { note, print, printJson } from "../output.js";
import { renewReport } from "../results-page/write.js";
import { runShardShown, runShown } from "../running.js";
import { extent, headline, sizeTable, slopeText } from "../slopes.js";
import { count, table, tableWidth, wrapped } from "../terminal.js";

interface Options extends BudgetOptions, ChangeOptions {
  readonly protocol: string;
  readonly json?: boolean;
}

/** `moestat run NAME`: fits one experiment, of the package or of a file, or all of a study, and says how fast the losses fall. */
export const runCommand = (): Command => withChanges(baseCommand());

const baseCommand = (): Command =>
  withBudgetOptions(
    command("run", {
      detail:
        "An experiment of one's own stands in a file (see `moestat init`). Each fit is kept as soon as it is done: after an interrupt the same command goes on.",
      examples: [
        ["moestat run demystifying-exact", "A moderate run on all cores (see `moestat list`):"],
        ["moestat run demystifying-over --full --workers 4", "As declared, on four cores:"],
        [
          "moestat run softmax-exact --sizes 100,1000,1e4 --reps 10 --out trial",
          "Your own sizes, in another folder:",
        ],
        ["moestat run my-experiment.mjs", "An experiment of your own (see `moestat init`):"],
        [
          "moestat run softmax-exact --k 4 --loss d2,d1 --quick",
          "With other experts and losses, in results files of their own:",
        ],
        ["moestat run topk-threshold --quick", "All experiments of a study, and what they find together:"],
        [
          "moestat run demystifying-exact --protocol paper --quick",
          "As the released code of the paper does it:",
        ],
        [
          "moestat run softmax-exact --shard 3/8",
          "The fourth of eight parts, on any machine (then: moestat merge):",
        ],
        [
          "moestat run softmax-exact --full --executor slurm --array 20 --time 01:00:00",
          "On a cluster, as an array of 20 tasks:",
        ],
        [
          "moestat run demystifying-exact --protocol paper-certified",
          "The paper's sizes and starts, but certified maxima:",
        ],
      ],
    })
      .usage("NAME|FILE [options]")
      .argument("<NAME>", "an experiment or a study (see `moestat list`), or a file: my.json, my.mjs, my.ts")
      .option("--protocol <NAME>", "certified, paper or paper-certified", "certified"),
  )
    .option("--json", "print the summary as one JSON object")
    .action(run);

async function run(word: string, options: Options): Promise<void> {
  const study = studyByName(word);
  if (study) checkUnchanged(study, options);
  const asked = study ? experimentsOf(study) : [await experimentAsked(word, options)];
  const { shard, protocol } = options;
  if (shard) return runShardShown(asked, protocol, { ...options, shard });
  const [first] = asked;
  if (printedJob(jobNameOf(study?.name ?? (first as Experiment).name, options), options)) return;
  return study ? runStudy(study, options) : runOne(word, first as Experiment, options);
}

/** Throws where options would change a study. */
function checkUnchanged({ name }: Study, options: Options): void {
  const change = firstChange(options);
  if (change !== undefined)
    throw new Error(`invalid ${flagOf(change)}; ${name} is a study, and only experiments can be changed`);
}

/** What the run is called in a cluster. */
const jobNameOf = (name: string, { protocol }: Options): string => `${name}-${protocol}`;

async function runStudy(study: Study, options: Options): Promise<void> {
  const summaries = await interruptible(
    (signal) =>
      runShown(experimentsOf(study), options.protocol, options, {
        signal,
        name: jobNameOf(study.name, options),
      }),
    () => `what is finished is kept in ${options.out}; the same command goes on from there`,
  );
  const findings = studyFindings(study, summaries);
  const { budget, seed } = summaries[0];
  if (options.json) printJson({ study: study.name, budget, seed, findings: findings.map(findingRecord) });
  else {
    const shown = findingsTable([{ name: study.name, findings }], tableWidth(process.stdout.columns));
    print(`${study.title}\nbudget ${budget}; seed ${seed}\n\n${shown}\n\n${countsText(findings)}`);
  }
  note(
    `results in ${options.out}; draw them with: moestat figure ${study.name}${protocolWords(options.protocol)}${outOption(options)}`,
  );
  renewReport(options.out);
}

const outOption = ({ out }: Options): string => (out === "results" ? "" : ` --out ${shellWord(out)}`);

async function runOne(word: string, experiment: Experiment, options: Options): Promise<void> {
  const { protocol, out } = options;
  const file = resultsFile({ experiment, protocol, out });
  let kept = 0;
  const [summary] = await interruptible(
    (signal) =>
      runShown([experiment], options.protocol, options, {
        signal,
        name: jobNameOf(experiment.name, options),
        onProgress: ({ done }) => {
          kept = done;
        },
      }),
    () => `${count(kept, "fit")} kept in ${file}; the same command goes on from there`,
  );
  if (options.json) printJson(summary);
  else print(runReport(summary));
  note(
    `results in ${file}; draw them with: moestat figure ${shellWord(word)}${changeWords(options)}${protocolWords(options.protocol)}${outOption(options)}`,
  );
  renewReport(out);
}

function runReport(summary: Summary): string {
  const { mean, median, certifiedOnly } = headline(summary);
  const width = tableWidth(process.stdout.columns);
  const lines = (texts: readonly string[]) => texts.map((text) => wrapped(text, "  ", width));
  return [
    ...lines([
      summary.title,
      `protocol ${summary.protocol} (${summary.provenance}): ${summary.describes}`,
      `budget ${summary.budget}: ${extent(summary)}; seed ${summary.seed}`,
    ]),
    "",
    table(sizeTable(summary)),
    "",
    ...lines([
      `log-log slope of the mean ${slopeText(mean)}, of the median ${slopeText(median)}; theory ${theoryText(summary.theory)}`,
      ...(certifiedOnly
        ? [
            `certified fits alone: mean ${slopeText(certifiedOnly.mean)}, median ${slopeText(certifiedOnly.median)}`,
          ]
        : []),
      `theory: ${summary.theory.source}`,
      ...(summary.notes ?? []),
    ]),
  ].join("\n");
}
