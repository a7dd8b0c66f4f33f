import type { Command } from "commander";
import { columnText } from "../../src/formula/print.js";
import { sample } from "../../src/model/sample.js";
import { given, parseDesign } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import { columnOf } from "../../src/table/columns.js";
import type { Column } from "../../src/table/table.js";
import type { Design } from "../../src/types.js";
import { command } from "../command.js";
import { inputsAt } from "../data/inputs-at.js";
import { inputsIn } from "../data/recipe.js";
import { integer } from "../options.js";
import { note, printChunks } from "../output.js";
import { type Described, readParams } from "../params.js";
import { type TableOptions, withLaterTable } from "../table/options.js";
import { readTable } from "../table/read.js";
import { likeRemark, readingLike } from "../table/reading.js";
import { csvChunks, type Written, writeColumns } from "../table/write.js";

interface Options extends TableOptions {
  readonly n: number;
  readonly design?: string;
  readonly seed: string;
  readonly labels?: boolean;
  readonly out?: string;
}

/** `moestat sample MODEL.json`: draws inputs, experts and responses, and writes them as CSV. */
export const sampleCommand = (): Command =>
  withLaterTable(base())
    .requiredOption("--n <N>", "number of points", integer("--n"))
    .option(
      "--design <SPEC>",
      "law of the inputs: grid:FROM:TO, uniform:FROM:TO[:D], normal:MEAN:SD[:D] or given:FILE.csv (default: uniform:-1:1)",
    )
    .option("--seed <S>", "seed: any text; the same seed gives the same data everywhere", "1")
    .option("--labels", "add a column with the hidden expert of each point (from 1)")
    .option("--out <DATA.csv>", "write here instead of on the terminal")
    .action(draw);

const base = (): Command =>
  command("sample", {
    detail: "The model is a parameter file, or what `fit --json` printed.",
    examples: [
      [
        "moestat sample truth.json --n 1000 --seed 7 --out data.csv",
        "1,000 points, inputs uniform on [-1, 1]:",
      ],
      [
        "moestat sample truth.json --n 1000 --design grid:0:1 --labels",
        "Inputs on a grid; also show which expert each point came from:",
      ],
      [
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat sample fit.json --n 500",
        "New data from a fitted model (parametric bootstrap):",
      ],
    ],
  })
    .usage("MODEL.json --n N [options]")
    .argument("<MODEL.json>", "parameter file");

async function draw(file: string, options: Options): Promise<void> {
  const described = await readParams(file);
  const { model, params, labels, response = "y" } = described;
  const { design, offset, inputs, isGiven } = await designOf(options.design, described, options);
  const data = sample(model, params, {
    n: options.n,
    design,
    ...(offset === undefined ? {} : { offset }),
    uniform: {
      design: stream(`${options.seed}/sample/${options.n}/design`),
      sample: stream(`${options.seed}/sample/${options.n}/sample`),
    },
  });
  const drawn: Written = inputs ?? {
    names: data.d === 1 ? ["x"] : data.x.map((_, u) => `x${u + 1}`),
    columns: data.x,
  };
  const y = isGiven && labels ? Array.from(data.y, (value) => labels[value - 1]) : data.y;
  const experts = options.labels && data.labels ? [data.labels.map((label) => label + 1)] : [];
  const columns = {
    names: [...drawn.names, isGiven ? response : "y", ...experts.map(() => "expert")],
    columns: [...drawn.columns, y, ...experts],
  };
  if (options.out === undefined) return printChunks(csvChunks(columns));
  await writeColumns(options.out, columns);
  note(`wrote ${options.n} points to ${options.out}`);
}

/** A law of the inputs; where the inputs are made of the columns of a table, these columns. */
interface Chosen {
  readonly design: Design;
  readonly offset?: Float64Array;
  readonly inputs?: Written;
  readonly isGiven?: boolean;
}

/** The design of a model without inputs. */
const noInputs: Design = { name: "none", d: 0, draw: () => [] };

/** The design that SPEC names, in as many dimensions as the model has inputs. */
async function designOf(spec: string | undefined, described: Described, how: TableOptions): Promise<Chosen> {
  const { file, model, recipe, inputs = [] } = described;
  const d = model.inputs;
  if (d === 0 && spec === undefined) return { design: noInputs };
  const text = spec ?? `uniform:-1:1:${d}`;
  if (text.startsWith("given:")) return givenIn(text.slice("given:".length), described, how);
  if (recipe !== undefined && !areEqual(inputsIn(recipe).map(columnText), inputs))
    throw new Error(
      `missing --design given:DATA.csv; the inputs of ${file} are made of columns: ${inputsIn(recipe).join(", ")}`,
    );
  const design = parseDesign(text);
  if (design.d !== d) throw new Error(`invalid design "${text}"; ${design.d} inputs, ${file} has ${d}`);
  return { design };
}

const areEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** The inputs at the rows of a table. */
async function givenIn(path: string, described: Described, how: TableOptions): Promise<Chosen> {
  for (const remark of likeRemark(described, how)) note(`${path}: ${remark}`);
  const { table, ...file } = await readTable(path, readingLike(described, how));
  const { names, rows, x, offset } = inputsAt(described, { table, ...file });
  const design = x.length === 0 ? noInputs : given(x);
  if (described.recipe === undefined) return { design };
  const columns = names.map((name) => cellsOf(columnOf(table, name), rows));
  return {
    design,
    ...(offset === undefined ? {} : { offset }),
    inputs: { names, columns },
    isGiven: true,
  };
}

const cellsOf = (column: Column, rows: Int32Array): (number | string)[] =>
  Array.from(rows, (row) =>
    column.kind === "numeric" ? column.values[row] : column.levels[column.codes[row]],
  );
