import type { Command } from "commander";
import { resultsFile } from "../../experiments/run.js";
import { experimentByName, protocolByName } from "../../experiments/specs/index.js";
import type { Summary } from "../../experiments/types.js";
import { type BudgetOptions, withBudgetOptions } from "../budget.js";
import { command } from "../command.js";
import { interruptible } from "../interrupt.js";
import { note, print, printJson } from "../output.js";
import { display } from "../progress.js";
import { runShown } from "../running.js";
import { extent, headline, sizeTable, slopeText } from "../slopes.js";
import { count, table } from "../terminal.js";

interface Options extends BudgetOptions {
  readonly protocol: string;
  readonly json?: boolean;
}

/** `moestat run EXPERIMENT`: fits one experiment and says how fast its loss falls. */
export const runCommand = (): Command =>
  withBudgetOptions(
    command("run", {
      summary: "Run one experiment.",
      detail: "Each fit is kept as soon as it is done: after an interrupt the same command goes on.",
      examples: [
        ["moestat run demystifying-exact", "A moderate run on all cores (see `moestat list`):"],
        ["moestat run demystifying-over --full --workers 4", "As declared, on four cores:"],
        [
          "moestat run softmax-exact --sizes 100,1000,1e4 --reps 10 --out trial",
          "Your own sizes, in another folder:",
        ],
        [
          "moestat run demystifying-exact --protocol paper --quick",
          "As the released code of the paper does it:",
        ],
      ],
    })
      .usage("EXPERIMENT [options]")
      .argument("<EXPERIMENT>", "name of an experiment")
      .option("--protocol <NAME>", "certified or paper", "certified"),
  )
    .option("--json", "print the summary as one JSON object")
    .action(runOne);

async function runOne(name: string, options: Options): Promise<void> {
  const experiment = experimentByName(name);
  const file = resultsFile(options.out, experiment, protocolByName(experiment, options.protocol));
  let kept = 0;
  const { summary } = await interruptible(
    (signal) =>
      runShown(name, options.protocol, options, {
        display: display(),
        signal,
        onProgress: ({ done }) => {
          kept = done;
        },
      }),
    () => `${count(kept, "fit")} kept in ${file}; the same command goes on from there`,
  );
  if (options.json) printJson(summary);
  else print(runReport(summary));
  note(
    `results in ${file}; draw them with: moestat figure ${name}${options.protocol === "certified" ? "" : ` --protocol ${options.protocol}`}${options.out === "results" ? "" : ` --out ${options.out}`}`,
  );
}

function runReport(summary: Summary): string {
  const { mean, median, certifiedOnly } = headline(summary);
  return [
    summary.title,
    `protocol ${summary.protocol} (${summary.standing}): ${summary.describes}`,
    `budget ${summary.budget}: ${extent(summary)}; seed ${summary.seed}`,
    "",
    table(sizeTable(summary)),
    "",
    `log-log slope of the mean ${slopeText(mean)}, of the median ${slopeText(median)}; theory ${String(summary.theory.slope).replace("-", "−")}`,
    ...(certifiedOnly
      ? [
          `certified fits alone: mean ${slopeText(certifiedOnly.mean)}, median ${slopeText(certifiedOnly.median)}`,
        ]
      : []),
  ].join("\n");
}
