import type { Command } from "commander";
import { columnText } from "../../src/formula/print.js";
import { sample } from "../../src/model/sample.js";
import { given, parseDesign } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import { columnOf } from "../../src/table/columns.js";
import type { Column } from "../../src/table/table.js";
import type { Design, Sample } from "../../src/types.js";
import { command } from "../command.js";
import { inputColumns, inputsAt } from "../data/inputs-at.js";
import { countNamesIn, countsIn, inputsIn } from "../data/recipe.js";
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
      "law of the inputs: grid:FROM:TO, uniform:FROM:TO[:D], normal:MEAN:SD[:D] or given:FILE.csv (default: uniform:-1:1; a fit has none)",
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
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat sample fit.json --n 500 --design given:data.csv",
        "New responses from a fitted model at the 500 rows of its data (parametric bootstrap):",
      ],
    ],
  })
    .usage("MODEL.json --n N [options]")
    .argument("<MODEL.json>", "parameter file");

async function draw(file: string, options: Options): Promise<void> {
  const described = await readParams(file);
  const { model, params } = described;
  const { design, offset, trials, inputs } = await designOf(options.design, described, options);
  const data = sample(model, params, {
    n: options.n,
    design,
    ...(offset === undefined ? {} : { offset }),
    ...(trials === undefined ? {} : { trials }),
    uniform: {
      design: stream(`${options.seed}/sample/${options.n}/design`),
      sample: stream(`${options.seed}/sample/${options.n}/sample`),
    },
  });
  const drawn = drawnResponse(described, data);
  const beside = inputs ?? { names: inputNames(described), columns: data.x };
  const kept = beside.names.flatMap((name, j) => (drawn.names.includes(name) ? [] : [j]));
  const experts = options.labels && data.labels ? [data.labels.map((label) => label + 1)] : [];
  const columns = {
    names: [...kept.map((j) => beside.names[j]), ...drawn.names, ...experts.map(() => "expert")],
    columns: [...kept.map((j) => beside.columns[j]), ...drawn.columns, ...experts],
  };
  if (options.out === undefined) return printChunks(csvChunks(columns));
  await writeColumns(options.out, columns);
  note(`wrote ${options.n} points to ${options.out}`);
}

/** The columns of drawn responses: as the formula of a fit reads them, so that it fits them again. */
function drawnResponse({ recipe, response = "y", labels }: Described, { y, trials }: Sample): Written {
  const counts = recipe && countNamesIn(recipe);
  if (counts) return { names: counts, columns: [y, y.map((successes, t) => (trials?.[t] ?? 1) - successes)] };
  return { names: [response], columns: [labels ? Array.from(y, (value) => labels[value - 1]) : y] };
}

/** The columns that are the inputs of a model themselves. */
function inputNames({ recipe, inputs, model: { inputs: d } }: Described): readonly string[] {
  if (recipe !== undefined) return inputsIn(recipe);
  return inputs ?? (d === 1 ? ["x"] : Array.from({ length: d }, (_, u) => `x${u + 1}`));
}

/** A law of the inputs; where it is that of a table, what its rows have beside, and the columns that these are made of. */
interface Chosen {
  readonly design: Design;
  readonly offset?: Float64Array;
  readonly trials?: Float64Array;
  readonly inputs?: Written;
}

/** The design of a model without inputs; that of a table has as many points as the table. */
const noInputs = (points?: number): Design => ({
  name: "none",
  d: 0,
  draw: (n) => {
    if (points !== undefined && n !== points)
      throw new Error(`invalid n; the given design has ${points} points: ${n}`);
    return [];
  },
});

/** The design that SPEC names, in as many dimensions as the model has inputs. */
async function designOf(spec: string | undefined, described: Described, how: TableOptions): Promise<Chosen> {
  const { file, model } = described;
  const d = model.inputs;
  if (spec?.startsWith("given:")) return givenIn(spec.slice("given:".length), described, how);
  const needed = neededIn(described, spec);
  if (needed !== undefined) throw new Error(`missing --design given:DATA.csv; ${needed}`);
  if (d === 0 && spec === undefined) return { design: noInputs() };
  const text = spec ?? `uniform:-1:1:${d}`;
  const design = parseDesign(text);
  if (design.d !== d) throw new Error(`invalid design "${text}"; ${design.d} inputs, ${file} has ${d}`);
  return { design };
}

/** What of a table the model needs that no other law gives; the inputs of a fit have a law of their own, which no default is. */
function neededIn(
  { file, recipe, inputs = [], trials }: Described,
  spec: string | undefined,
): string | undefined {
  if (recipe === undefined) return undefined;
  const columns = inputsIn(recipe);
  const areColumns = areEqual(columns.map(columnText), inputs);
  if (!areColumns || (spec === undefined && columns.length > 0))
    return `the inputs of ${file} are made of columns: ${columns.join(", ")}`;
  const counted = trials === undefined ? countsIn(recipe) : [trials];
  return counted.length === 0
    ? undefined
    : `the numbers of trials of ${file} are made of columns: ${counted.join(", ")}`;
}

const areEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

/** The inputs at the rows of a table. */
async function givenIn(path: string, described: Described, how: TableOptions): Promise<Chosen> {
  for (const remark of likeRemark(described, how)) note(`${path}: ${remark}`);
  const { table, ...file } = await readTable(path, {
    ...readingLike(described, how),
    needed: (all) => inputColumns(described, all),
  });
  const { names, rows, x, offset, trials, perTrial } = inputsAt(described, { table, ...file });
  if (perTrial) note(`${path}: successes are of one trial each, since it has no counts`);
  const design = x.length === 0 ? noInputs(rows.length) : given(x);
  if (described.recipe === undefined) return { design };
  return {
    design,
    ...(offset === undefined ? {} : { offset }),
    ...(trials === undefined ? {} : { trials }),
    inputs: { names, columns: names.map((name) => cellsOf(columnOf(table, name), rows)) },
  };
}

const cellsOf = (column: Column, rows: Int32Array): (number | string)[] =>
  Array.from(rows, (row) =>
    column.kind === "numeric" ? column.values[row] : column.levels[column.codes[row]],
  );
