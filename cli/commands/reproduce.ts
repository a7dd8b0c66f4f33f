import { join } from "node:path";
import type { Command } from "commander";
import type { RunResult } from "../../experiments/run.js";
import { experiments } from "../../experiments/specs/index.js";
import type { Summary } from "../../experiments/types.js";
import type { FigureFormat } from "../../figures/types.js";
import { type BudgetOptions, withBudgetOptions } from "../budget.js";
import { command } from "../command.js";
import { drawRun, formatOption } from "../drawing.js";
import { isMistakeOfCaller } from "../errors.js";
import { interruptible } from "../interrupt.js";
import { note, print, writeText } from "../output.js";
import { display } from "../progress.js";
import { runShown } from "../running.js";
import { extent, slopeTable } from "../slopes.js";
import { summaryJson, summaryMarkdown } from "../summary.js";
import { table } from "../terminal.js";

interface Options extends BudgetOptions {
  readonly format: readonly FigureFormat[];
}

/** `moestat reproduce`: all experiments, all figures, and the table of slopes. */
export const reproduceCommand = (): Command =>
  withBudgetOptions(
    command("reproduce", {
      summary: "Run all experiments, draw all figures, print the table of slopes.",
      detail:
        "The table has theory's slope, the slope found with its interval, the published one and the share of certified fits. Each fit is kept as soon as it is done: after an interrupt the same command goes on.",
      examples: [
        ["moestat reproduce --quick", "Does it work? A minute, wide intervals:"],
        ["moestat reproduce", "The default, some minutes; Ctrl-C and the same command again are safe:"],
        ["moestat reproduce --full --out full", "Every size and replicate as declared, in another folder:"],
      ],
    }),
  )
    .addOption(formatOption())
    .action(reproduce);

async function reproduce(options: Options): Promise<void> {
  const { out } = options;
  const { summaries, figures, failure } = await interruptible(
    (signal) => runAll(options, signal),
    () => `what is finished is kept in ${out}; the same command goes on from there`,
  );
  await writeText(join(out, "summary.json"), summaryJson(summaries));
  await writeText(
    join(out, "summary.md"),
    summaryMarkdown(summaries, options.format.includes("png") && failure === undefined),
  );
  const [first] = summaries;
  print(`budget ${first.budget}: ${extent(first)}; seed ${first.seed}\n`);
  print(table(slopeTable(summaries)));
  print(
    "published: slopes of the mean / of the median of the losses that the authors released, on their sizes, gates pinned",
  );
  note(`\ntable in ${join(out, "summary.md")} and summary.json, results beside them`);
  if (figures.length > 0) note(`${figures.length} figures in ${join(out, "figures")}`);
  if (failure !== undefined) throw failure;
}

interface Outcome {
  readonly summaries: readonly Summary[];
  readonly figures: readonly string[];
  /** Why figures are missing. */
  readonly failure?: unknown;
}

async function runAll(options: Options, signal: AbortSignal): Promise<Outcome> {
  const summaries: Summary[] = [];
  const figures: string[] = [];
  let failure: unknown;
  const shown = display();
  for (const [i, { name }] of experiments.entries()) {
    const prefix = `${i + 1}/${experiments.length} `;
    const run = await runShown(name, "certified", options, { display: shown, prefix, signal });
    summaries.push(run.summary);
    if (failure === undefined) failure = await draw(run, options, figures);
  }
  signal.throwIfAborted();
  return { summaries, figures, failure };
}

// Without figures the runs and their table are still worth having, so that the failure is told at the end.
async function draw(run: RunResult, { out, format }: Options, figures: string[]): Promise<unknown> {
  try {
    figures.push(...(await drawRun(run, join(out, "figures"), format)));
    return undefined;
  } catch (error) {
    if (!isMistakeOfCaller(error)) return error;
    return new Error(`figures are missing, all else is done; ${(error as Error).message}`);
  }
}
