import type { Command } from "commander";
import { type Prediction, predict } from "../../src/model/predict.js";
import { command } from "../command.js";
import { inputsAt } from "../data/inputs-at.js";
import { moreWords } from "../options.js";
import { note, printChunks } from "../output.js";
import { type Described, readParams } from "../params.js";
import { type TableOptions, withTable } from "../table/options.js";
import { readTable, type TableFile } from "../table/read.js";
import { csvChunks, type Written, writeColumns } from "../table/write.js";
import { count } from "../terminal.js";

interface Options extends TableOptions {
  readonly inputs?: readonly string[];
  readonly out?: string;
}

/** `moestat predict FIT.json DATA.csv`: class probabilities, or the conditional mean, at the rows of a CSV file. */
export const predictCommand = (): Command =>
  withTable(base())
    .option(
      "--inputs <X1,X2>",
      "names of the input columns, in the order of the model's (default: as in FIT.json; else x or x1,x2,..., or all columns)",
      moreWords("--inputs"),
    )
    .option("--out <PREDICTED.csv>", "write here instead of on the terminal")
    .action(predictFile);

const base = (): Command =>
  command("predict", {
    summary: "Predict the response at the rows of a CSV file.",
    detail:
      "For experts with classes the probability of each label and the most probable one; else the conditional mean: the experts' means, weighted by the gate. All columns and rows of the table are kept; a row with a missing cell has no prediction.",
    examples: [
      [
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat predict fit.json new.csv",
        "The mean of y at new rows; the inputs are found by their names:",
      ],
      ["moestat predict fit.json new.csv --out predicted.csv", "To a file:"],
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
  const fit = await readParams(fitFile);
  const file = await readTable(path, { ...options, keepCells: true });
  const { rows, x, offset } = inputsAt(fit, file, options.inputs);
  const at = Array.from(rows.keys(), (t) => x.map((column) => column[t]));
  const predicted = columnsOf(
    predict(fit.model, fit.params, at, offset === undefined ? {} : { offset }),
    fit,
  );
  const written = beside(file, rows, predicted);
  const missing = file.table.n - rows.length;
  if (missing > 0) note(`${file.file}: no prediction for ${count(missing, "row")} with a missing cell`);
  if (options.out === undefined) return printChunks(csvChunks(written));
  await writeColumns(options.out, written);
  note(`wrote predictions at ${count(rows.length, "row")} to ${options.out}`);
}

/** All cells of a table, with columns beside them that are empty but in some rows. */
function beside(
  { cells, table: { n }, separator, decimal }: TableFile,
  rows: Int32Array,
  added: Written,
): Written {
  const { names, rows: records } = cells!;
  const place = new Int32Array(n).fill(-1);
  for (const [t, row] of rows.entries()) place[row] = t;
  return {
    separator,
    decimal,
    names: [...names, ...added.names.map((name) => unlike(names, name))],
    columns: [
      ...names.map((_, j) => records.map((record) => record[j])),
      ...added.columns.map((column) => Array.from(place, (t) => (t < 0 ? Number.NaN : column[t]))),
    ],
  };
}

function columnsOf(prediction: Prediction, { labels }: Described): Written {
  if (prediction.kind === "mean") return { names: ["mean"], columns: [prediction.mean] };
  const { probabilities } = prediction;
  const known = labels ?? probabilities[0]?.map((_, s) => String(s + 1)) ?? [];
  return {
    names: [...known.map((label) => `P(${label})`), "label"],
    columns: [
      ...known.map((_, s) => probabilities.map((row) => row[s])),
      probabilities.map((row) => known[row.indexOf(Math.max(...row))]),
    ],
  };
}

/** The name, or where a column of the table has it, one beside it. */
const unlike = (names: readonly string[], name: string): string =>
  names.includes(name) ? unlike(names, `predicted ${name}`) : name;
