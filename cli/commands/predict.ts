import type { Command } from "commander";
import { command } from "../command.js";
import { inputColumns, inputsAt } from "../data/inputs-at.js";
import { responseAt, responseColumns } from "../data/response-at.js";
import { moreWords, probabilities, probability } from "../options.js";
import { note, printChunks } from "../output.js";
import { readParams } from "../params.js";
import { type Added, predictedColumns, type Wanted } from "../predicted.js";
import type { NamedTable } from "../table/names.js";
import { type TableOptions, withLaterTable } from "../table/options.js";
import { readTable, type TableFile } from "../table/read.js";
import { likeRemark, readingLike } from "../table/reading.js";
import { calledIn } from "../table/source.js";
import { csvChunks, type Written, writeColumns } from "../table/write.js";
import { count } from "../terminal.js";

interface Options extends TableOptions, Wanted {
  readonly inputs?: readonly string[];
  readonly response?: string;
  readonly out?: string;
  readonly quiet?: boolean;
}

/** `moestat predict FIT.json DATA.csv`: the law of the response at the rows of a CSV file, as columns beside its own. */
export const predictCommand = (): Command =>
  withLaterTable(base())
    .option(
      "--inputs <X1,X2>",
      "names of the input columns, in the order of the model's (default: as in FIT.json; else x or x1,x2,..., or all columns)",
      moreWords("--inputs"),
    )
    .option(
      "--interval <LEVEL>",
      "prediction interval: .sd, .lower, .upper; the parameters are taken as known",
      probability("--interval"),
    )
    .option("--quantiles <P1,P2>", "quantiles: .q0.1, .q0.5", probabilities("--quantiles"))
    .option(
      "--experts",
      "each expert's weight and mean: .expert (the most probable), .weight1, ..., .mean1, ...",
    )
    .option(
      "--responsibilities",
      "the probability of each expert given the response: .expert (the most probable), .resp1, ...",
    )
    .option(
      "--residuals",
      ".logDensity of the response, .residual (response less mean) and .quantileResidual (standard normal where the model is right)",
    )
    .option("--response <Y>", "name of the response column (default: as in FIT.json; else y)")
    .option("--seed <S>", "seed of the quantile residuals of counts and classes, which are drawn", "1")
    .option("--out <PREDICTED.csv>", "write here instead of on the terminal")
    .option("--quiet", "no notes on stderr")
    .action(predictFile);

const base = (): Command =>
  command("predict", {
    detail:
      "Adds columns to the table: for experts with classes the probability of each label and the most probable one; else the conditional mean .fitted: the experts' means, weighted by the gate. All columns and rows are kept; a row with a missing cell has no prediction.",
    examples: [
      [
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat predict fit.json new.csv",
        "The mean of y at new rows; the inputs are found by their names:",
      ],
      ["moestat predict fit.json new.csv --out predicted.csv", "To a file:"],
      [
        "moestat predict fit.json new.csv --interval 0.95 --quantiles 0.1,0.5,0.9",
        "With prediction intervals and quantiles:",
      ],
      [
        "moestat predict fit.json data.csv --responsibilities --residuals",
        "At rows whose response is known: from which expert each comes, and how well it fits:",
      ],
      [
        "moestat predict truth.json data.csv --inputs x1,x2",
        "From a parameter file, which names no columns:",
      ],
    ],
  })
    .usage("FIT.json DATA.csv [options]")
    .argument("<FIT.json>", "what `fit --json` printed, or a parameter file")
    .argument("<DATA.csv>", "table whose first line names the columns, or - for the standard input");

async function predictFile(fitFile: string, path: string, options: Options): Promise<void> {
  const tell = options.quiet ? () => {} : note;
  const fit = await readParams(fitFile);
  for (const remark of likeRemark(fit, options)) tell(`${calledIn(path)}: ${remark}`);
  const withResponse = options.responsibilities || options.residuals;
  const needed = (table: NamedTable) => [
    ...inputColumns(fit, table, options.inputs),
    ...(withResponse ? responseColumns(fit, table, options.response) : []),
  ];
  const file = await readTable(path, { ...readingLike(fit, options), needed, keepCells: true });
  const inputs = inputsAt(fit, file, options.inputs);
  const response = withResponse ? responseAt(fit, file, inputs, options.response) : undefined;
  const added = predictedColumns(fit, inputs, options, response);
  const written = beside(file, added);
  const missing = file.table.n - inputs.rows.length;
  if (missing > 0) tell(`${file.file}: no prediction for ${count(missing, "row")} with a missing cell`);
  if (inputs.perTrial) tell(`${file.file}: predictions are for one trial each, since it has no counts`);
  const unknown = response === undefined ? 0 : inputs.rows.length - response.rows.length;
  if (unknown > 0) tell(`${file.file}: ${count(unknown, "row")} without a response`);
  if (options.out === undefined) return printChunks(csvChunks(written));
  await writeColumns(options.out, written);
  tell(`wrote predictions at ${count(inputs.rows.length, "row")} to ${options.out}`);
}

/** All cells of a table, with columns beside them that are empty but in some rows. */
function beside({ cells, table: { n }, separator, decimal }: TableFile, added: readonly Added[]): Written {
  const { names, rows: records } = cells!;
  const whole = added.flatMap(({ rows, columns }) => {
    const place = new Int32Array(n).fill(-1);
    for (const [t, row] of rows.entries()) place[row] = t;
    return columns.map(({ name, values }) => ({
      name: unlike(names, name),
      values: Array.from(place, (t) => (t < 0 ? Number.NaN : values[t])),
    }));
  });
  return {
    separator,
    decimal,
    names: [...names, ...whole.map(({ name }) => name)],
    columns: [
      ...names.map((_, j) => records.map((record) => record[j])),
      ...whole.map(({ values }) => values),
    ],
  };
}

/** The name, or where a column of the table has it, one beside it. */
const unlike = (names: readonly string[], name: string): string =>
  names.includes(name) ? unlike(names, `predicted ${name}`) : name;
