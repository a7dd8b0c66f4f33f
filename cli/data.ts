import type { MoeOptions } from "../src/model/model.js";
import { columnOf, without } from "../src/table/columns.js";
import { usedLevels, withReferences } from "../src/table/factor.js";
import { fewWholeValues } from "../src/table/peculiarities.js";
import type { Column, NumericColumn, Table } from "../src/table/table.js";
import type { Sample } from "../src/types.js";
import { type Design, designOf, type Formula, type Part, type Recipe, variablesOf } from "./design.js";
import { sumOf } from "./formula-text.js";
import { classesOf, type LabelCount } from "./labels.js";
import { columnsNamed } from "./table/names.js";
import type { ColumnOptions, TableOptions } from "./table/options.js";
import { readTable, type TableFile } from "./table/read.js";
import { columnRemarks } from "./table/remarks.js";
import { completeRows } from "./table/rows.js";

/** Something of the gate and of the experts. */
export type OfParts<T> = Readonly<Record<"gating" | "experts", T>>;

/** What is to be fitted to a file. */
export interface Asked extends TableOptions, ColumnOptions {
  readonly formula?: string;
  /** In place of a formula: the response, and the inputs of both parts (all other columns by default). */
  readonly response?: string;
  readonly inputs?: readonly string[];
  /** A column of case weights. */
  readonly weights?: string;
}

/** A data set for a fit, from a file and a formula. */
export interface Data {
  readonly file: string;
  readonly formula: string;
  readonly recipe: Recipe;
  /** The response, as the formula has it. */
  readonly response: string;
  /** The labels of a response that is a class, in the order of the classes 1..R. */
  readonly labels?: readonly string[];
  readonly sample: Sample;
  /** The terms whose values the columns of the sample are. */
  readonly inputs: readonly string[];
  /** The columns of the sample that the parts see, their terms, and whether the parts have an intercept. */
  readonly columns: OfParts<readonly number[]>;
  readonly terms: OfParts<readonly string[]>;
  readonly intercept: OfParts<boolean>;
  /** The reference levels, by columns of categories. */
  readonly references: Readonly<Record<string, string>>;
  readonly weights?: string;
  /** How many rows were left out for missing cells. */
  readonly dropped: number;
  /** What is to be said of the file and its columns, a sentence each. */
  readonly remarks: readonly string[];
}

/** How the experts take the response: as labels, or as numbers with a unit of their own or without. */
export interface ResponseKind {
  readonly wanted?: LabelCount;
  readonly hasUnit?: boolean;
}

/** The inputs and intercepts of a model for a data set, as `moe` takes them. */
export const partsOf = ({
  inputs,
  columns,
  intercept,
}: Pick<Data, "inputs" | "columns" | "intercept">): Pick<MoeOptions, "inputs" | "intercept"> => {
  const seeAll = (list: readonly number[]) => list.length === inputs.length && list.every((j, i) => j === i);
  return {
    inputs: seeAll(columns.gating) && seeAll(columns.experts) ? inputs.length : columns,
    intercept,
  };
};

/** Reads a data set. Throws with the column's name where one cannot be fitted. */
export async function readData(path: string, asked: Asked, kind: ResponseKind): Promise<Data> {
  const chosen = chosenColumns(await readTable(path, asked), asked, kind);
  const formula = formulaOf(asked, chosen);
  const variables = variablesOf(formula);
  const { weights } = asked;
  const { file, dropped, remarks } = completeRows(
    chosen,
    weights === undefined ? variables : [...variables, weights],
    asked.missing,
  );
  const inputs = variables.filter((name) => name !== formula.response);
  const kept = { ...file, table: occurringLevels(file.table, inputs) };
  checkFactors(kept, inputs);
  const design = designOf(formula, kept.table);
  const seen = seenBy(design);
  const { y, labels } = responseOf(kept, design.response!, asked, kind);
  const data: Data = {
    file: file.file,
    formula: sumOf(formula.response, formula.inputs),
    recipe: design.recipe,
    response: formula.response,
    ...(labels === undefined ? {} : { labels }),
    ...seen,
    sample: { n: y.length, d: seen.x.length, x: seen.x, y },
    references: referencesOf(kept.table, inputs),
    ...(weights === undefined ? {} : { weights }),
    dropped,
    remarks: [
      ...file.remarks,
      ...remarks,
      ...columnRemarks(kept, inputs),
      ...(kind.hasUnit ? fewValuesRemark(design.response!) : []),
    ],
  };
  checkInputs(data);
  return data;
}

/** The table without the columns that are left out, with the reference levels that are asked for; not of labels, whose order is a matter of their own. */
function chosenColumns(
  whole: TableFile,
  { exclude = [], reference = {}, response }: Asked,
  { wanted }: ResponseKind,
) {
  const table = without(whole.table, columnsNamed(exclude, whole, "--exclude"));
  const inputs = Object.entries(reference).filter(([name]) => wanted === undefined || name !== response);
  return { ...whole, table: withReferences(table, Object.fromEntries(inputs)) };
}

/** The formula that is asked for. */
function formulaOf({ response, inputs, weights }: Asked, file: TableFile): Formula {
  const names = file.table.columns.map(({ name }) => name);
  const [y] = columnsNamed([response!], file, "--response");
  const all = names.filter((name) => name !== y && name !== weights);
  const chosen = inputs === undefined ? all : columnsNamed(inputs, file, "--inputs");
  if (chosen.includes(y)) throw new Error(`invalid --inputs; "${y}" is the response`);
  return { response: y, inputs: chosen };
}

/** The table without levels that no row has any more. */
const occurringLevels = (table: Table, names: readonly string[]): Table => ({
  ...table,
  columns: table.columns.map((column) =>
    column.kind === "factor" && names.includes(column.name) ? usedLevels(column) : column,
  ),
});

/** Throws where a factor has one level, or another one in each row. */
function checkFactors({ file, table }: TableFile, names: readonly string[]): void {
  for (const name of names) {
    const column = columnOf(table, name);
    if (column.kind === "numeric") continue;
    const { levels } = column;
    if (levels.length === 1) throw new Error(`invalid column "${name}" of ${file}; constant: ${levels[0]}`);
    if (levels.length === table.n && table.n > 2)
      throw new Error(
        `invalid column "${name}" of ${file}; another category in each row, as ${levels.slice(0, 3).join(", ")} (--exclude leaves a column out)`,
      );
  }
}

const referencesOf = (table: Table, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const column = columnOf(table, name);
      return column.kind === "factor" ? [[name, column.levels[0]]] : [];
    }),
  );

/** The columns of a sample for a design: those of both parts, each once, and which of them the parts see. */
export function seenBy({ gate, experts }: Pick<Design, "gate" | "experts">) {
  const all = new Map<string, Float64Array>();
  for (const part of [experts, gate])
    for (const [j, name] of part.names.entries()) all.set(name, part.columns[j]);
  const inputs = [...all.keys()];
  const placesOf = ({ names }: Part) => names.map((name) => inputs.indexOf(name));
  return {
    inputs,
    x: [...all.values()],
    terms: { gating: gate.names, experts: experts.names },
    columns: { gating: placesOf(gate), experts: placesOf(experts) },
    intercept: { gating: gate.intercept, experts: experts.intercept },
  };
}

function responseOf(
  file: TableFile,
  column: Column,
  { reference = {} }: Asked,
  { wanted }: ResponseKind,
): { y: Float64Array; labels?: readonly string[] } {
  const place = `column "${column.name}" of ${file.file}`;
  if (wanted !== undefined) return classesOf(place, column, wanted, reference[column.name]);
  if (column.kind === "factor") throw notNumeric(file, column.name);
  const y = column.values;
  if (y.length > 1 && y.every((value) => value === y[0]))
    throw new Error(`invalid ${place}; constant: ${y[0]}`);
  return { y };
}

/** The error that a column of categories stands where numbers must. */
export function notNumeric({ file, table, lines, mixed }: TableFile, name: string): Error {
  const column = columnOf(table, name) as Extract<Column, { kind: "factor" }>;
  const row = column.codes.findIndex((code) => code >= 0);
  const { line, text } = mixed.get(name)?.text ?? {
    line: lines[row],
    text: column.levels[column.codes[row]],
  };
  return new Error(
    `invalid line ${line}, column "${name}", of ${file}; not a number: ${JSON.stringify(text)}`,
  );
}

/** At most so many whole values look more like classes or counts than like measurements. */
const fewValues = 10;

function fewValuesRemark(column: Column): string[] {
  const values = column.kind === "numeric" ? fewWholeValues(column, fewValues) : undefined;
  if (values === undefined || 2 * values.length > (column as NumericColumn).values.length) return [];
  return [
    `response "${column.name}" takes ${values.length} whole values (${values.join(", ")}): are they classes (--expert multinomial) or counts (--expert poisson)?`,
  ];
}

/** Throws where an input is constant beside an intercept, or repeats another one. */
function checkInputs({ file, inputs, columns, intercept, sample: { n, x } }: Data): void {
  if (n < 2) return;
  for (const part of ["experts", "gating"] as const)
    for (const [i, j] of columns[part].entries()) {
      const column = x[j];
      if (intercept[part] && column.every((value) => value === column[0]))
        throw new Error(`invalid input "${inputs[j]}" of ${file}; constant: ${column[0]}`);
      for (const other of columns[part].slice(0, i))
        if (column.every((value, t) => value === x[other][t]))
          throw new Error(`invalid inputs "${inputs[other]}" and "${inputs[j]}" of ${file}; equal`);
    }
}
