import type { Command } from "commander";
import { type Prediction, predict } from "../../src/model/predict.js";
import { command } from "../command.js";
import { csvChunks, readColumns, type Table, writeColumns } from "../csv.js";
import { checkNames } from "../data.js";
import { words } from "../options.js";
import { note, printChunks } from "../output.js";
import { type Described, readParams } from "../params.js";
import { count } from "../terminal.js";

interface Options {
  readonly inputs?: readonly string[];
  readonly out?: string;
}

/** `moestat predict FIT.json DATA.csv`: class probabilities, or the conditional mean, at the rows of a CSV file. */
export const predictCommand = (): Command =>
  command("predict", {
    summary: "Predict the response at the rows of a CSV file.",
    detail:
      "For experts with classes the probability of each label and the most probable one; else the conditional mean: the experts' means, weighted by the gate.",
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
    .argument("<DATA.csv>", "comma-separated file; the first line names the columns")
    .option(
      "--inputs <X1,X2>",
      "names of the input columns, in the order of the model's (default: as in FIT.json; else x or x1,x2,..., or all columns)",
      words("--inputs"),
    )
    .option("--out <PREDICTED.csv>", "write here instead of on the terminal")
    .action(predictFile);

async function predictFile(fitFile: string, file: string, options: Options): Promise<void> {
  const fit = await readParams(fitFile);
  const inputs = await readColumns(file, (names) => inputsOf(fit, file, names, options.inputs));
  const n = inputs.columns[0].length;
  const rows = Array.from({ length: n }, (_, t) => inputs.columns.map((column) => column[t]));
  const predicted = columnsOf(predict(fit.model, fit.params, rows), fit);
  const columns = {
    names: [...inputs.names, ...predicted.names.map((name) => unlike(inputs.names, name))],
    columns: [...inputs.columns, ...predicted.columns],
  };
  if (options.out === undefined) return printChunks(csvChunks(columns));
  await writeColumns(options.out, columns);
  note(`wrote predictions at ${count(n, "row")} to ${options.out}`);
}

/** The columns that the model's inputs stand in. */
function inputsOf(
  { file: fitFile, model: { inputs: d }, inputs }: Described,
  file: string,
  names: readonly string[],
  given: readonly string[] | undefined,
): readonly string[] {
  const sampled = d === 1 ? ["x"] : Array.from({ length: d }, (_, u) => `x${u + 1}`);
  const asSampled = sampled.every((name) => names.includes(name));
  const chosen = given ?? inputs ?? (asSampled ? sampled : names);
  if (chosen.length !== d)
    throw new Error(
      `invalid inputs; ${count(chosen.length, "column")} (${chosen.join(", ")}), ${fitFile} has ${count(d, "input")}${given ? "" : " (choose the columns with --inputs)"}`,
    );
  checkNames(file, names, chosen);
  return chosen;
}

function columnsOf(prediction: Prediction, { labels }: Described): Table {
  if (prediction.kind === "mean") return { names: ["mean"], columns: [prediction.mean] };
  const { probabilities } = prediction;
  const known = labels ?? probabilities[0].map((_, s) => String(s + 1));
  return {
    names: [...known.map((label) => `P(${label})`), "label"],
    columns: [
      ...known.map((_, s) => probabilities.map((row) => row[s])),
      probabilities.map((row) => known[row.indexOf(Math.max(...row))]),
    ],
  };
}

/** The name, or where an input has it, one beside it. */
const unlike = (names: readonly string[], name: string): string =>
  names.includes(name) ? unlike(names, `predicted ${name}`) : name;
