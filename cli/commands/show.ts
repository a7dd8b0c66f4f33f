import type { Command } from "commander";
import { command } from "../command.js";
import { type Format, formatOf, formats } from "../format.js";
import { type Kept, readKept } from "../kept/read.js";
import { type KeptMaximum, keptMaximum } from "../kept/shown.js";
import { integer, oneOf, probability } from "../options.js";
import { print } from "../output.js";
import { checkFormat, printFit } from "../report/print.js";
import { selectionTable } from "../report/selection.js";
import { table, wrapped } from "../terminal.js";

interface Options {
  readonly alternatives?: boolean;
  readonly pick?: number;
  readonly level?: number;
  readonly covariance?: boolean;
  readonly format?: Format;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `moestat show FIT.json`: what `fit` printed, from the file that it wrote. */
export const showCommand = (): Command =>
  command("show", {
    detail:
      "As `fit` printed it, without its data. What takes the data again, such as other intervals than those that were asked for, is not there.",
    examples: [
      [
        "moestat fit data.csv --response y --experts 2 --out fit.json && moestat show fit.json",
        "All there is to read, once more:",
      ],
      [
        "moestat show fit.json --level 0.9 --format latex",
        "The parameters as a table for a paper, at another level:",
      ],
      [
        "moestat fit data.csv --response y --experts 3 --alternatives --out fit.json && moestat show fit.json --pick 2",
        "Another of the maxima that were found:",
      ],
    ],
  })
    .usage("FIT.json [options]")
    .argument("<FIT.json>", "what `fit --out` wrote, or `fit --json` printed")
    .option("--alternatives", "also list every other maximum, where the fit was made with --alternatives")
    .option("--pick <N>", "show maximum N of that list; 1 is the answer", integer("--pick"))
    .option(
      "--level <P>",
      "of the intervals, Wald's or the sandwich's (default: that of the fit)",
      probability("--level"),
    )
    .option("--covariance", "also the covariance matrix, where the fit was made with --covariance")
    .option(
      "--format <FORMAT>",
      "text: all there is to read; latex or markdown: the table of the parameters and notes on it; csv: the table alone; json: what the file holds, in one line (default: text)",
      oneOf("format", formats),
    )
    .option("--json", "the same as --format json")
    .option("--quiet", "no notes on stderr")
    .action(show);

async function show(file: string, options: Options): Promise<void> {
  const format = formatOf(options);
  checkFormat(format, options);
  const kept = await readKept(file);
  const maximum = keptMaximum(kept, options.pick, options.level);
  if (format === "json") return print(jsonOf(kept, options));
  const { shown, told } = maximum;
  printFit(kept.data, kept.model, shown, told, format, {
    ...furtherOf(kept, maximum, options),
    quiet: options.quiet,
  });
  const { selection } = kept.json;
  if (format !== "text" || selection === undefined) return;
  const { reading, notes } = selectionTable(selection as Parameters<typeof selectionTable>[0]);
  const below = notes.map((note) => wrapped(`Note: ${note}.`)).join("\n");
  print(`\nNumbers of experts that were compared:\n${table(reading)}\n\n${below}`);
}

/** What is asked for beside the maximum. Throws where the file does not keep it. */
function furtherOf(
  { file, json }: Kept,
  { shown, estimates, answer }: KeptMaximum,
  { covariance, alternatives }: Options,
) {
  if (covariance && estimates?.covariance === undefined)
    throw new Error(
      estimates === undefined
        ? `invalid --covariance; ${file} keeps that of maximum ${json.pick ?? 1} at most`
        : `invalid --covariance; ${file} does not keep it: fit with --covariance does`,
    );
  if (alternatives && (answer === undefined || shown.fit.alternatives === undefined))
    throw new Error(
      `invalid --alternatives; ${file} does not keep ${answer === undefined ? "the answer" : "them: fit with --alternatives does"}`,
    );
  return {
    ...(covariance && estimates && { covariance: estimates }),
    ...(alternatives && answer && { answer }),
  };
}

/** What the file holds; of a maximum that was passed over what it keeps of that one. */
function jsonOf({ json }: Kept, { pick, level }: Options): string {
  if (level !== undefined) throw new Error("invalid --level; --format json prints what the file holds");
  const one = pick === undefined ? undefined : json.alternatives?.find((other) => other.pick === pick);
  if (one === undefined) return JSON.stringify(json);
  const { standardErrors, remarks, gain, intervals, covariance, ...fit } = json;
  return JSON.stringify({ ...fit, ...one });
}
