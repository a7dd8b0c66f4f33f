import { columnOf, rowsOf } from "../../src/table/columns.js";
import { missingCells } from "../../src/table/missing.js";
import type { Described } from "../params.js";
import { columnsNamed } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import { count } from "../terminal.js";
import { applyRecipe, inputsIn, type Recipe } from "./design.js";
import { notNumeric } from "./response.js";
import { seenBy } from "./seen.js";

/** The inputs of a model at the rows of a table that have all that they are made of. */
export interface InputsAt {
  /** The columns of the table from which the inputs are made. */
  readonly names: readonly string[];
  readonly rows: Int32Array;
  readonly x: readonly Float64Array[];
  readonly offset?: Float64Array;
}

/**
 * The inputs of a model at the rows of a table: by the recipe of a fit, or numeric columns by name: the given ones, those of the fit, x or
 * x1, x2, ... as `sample` writes them, or all.
 */
export function inputsAt(described: Described, file: TableFile, given?: readonly string[]): InputsAt {
  const { recipe } = described;
  const names =
    recipe === undefined || given !== undefined ? numericInputs(described, file, given) : inputsIn(recipe);
  const { complete } = missingCells(file.table, names);
  const table = rowsOf(file.table, complete);
  if (recipe !== undefined && given === undefined) {
    checkLevels(recipe, file);
    const { x, offset } = seenBy(applyRecipe(recipe, table));
    return { names, rows: complete, x, ...(offset === undefined ? {} : { offset }) };
  }
  const x = names.map((name) => {
    const column = table.columns.find((one) => one.name === name)!;
    if (column.kind === "factor") throw notNumeric(file, name);
    return column.values;
  });
  return { names, rows: complete, x };
}

function numericInputs(
  { file: fitFile, model: { inputs: d }, inputs }: Described,
  table: TableFile,
  given: readonly string[] | undefined,
): readonly string[] {
  const known = table.table.columns.map(({ name }) => name);
  const sampled = d === 1 ? ["x"] : Array.from({ length: d }, (_, u) => `x${u + 1}`);
  const asSampled = sampled.every((name) => known.includes(name));
  const chosen = columnsNamed(given ?? inputs ?? (asSampled ? sampled : known), table, "--inputs");
  if (chosen.length !== d)
    throw new Error(
      `invalid inputs; ${count(chosen.length, "column")} (${chosen.join(", ")}), ${fitFile} has ${count(d, "input")}${given ? "" : " (choose the columns with --inputs)"}`,
    );
  return chosen;
}

/** Throws where a table has a level that the fit did not see. */
function checkLevels(recipe: Recipe, { file, table, lines }: TableFile): void {
  for (const [name, levels] of Object.entries(recipe.levels)) {
    const column = columnOf(table, name);
    if (column.kind === "numeric")
      throw new Error(`invalid column "${name}" of ${file}; numbers, where the fit had ${levels.join(", ")}`);
    const row = column.codes.findIndex((code) => code >= 0 && !levels.includes(column.levels[code]));
    if (row >= 0)
      throw new Error(
        `invalid line ${lines[row]}, column "${name}", of ${file}; unknown level "${column.levels[column.codes[row]]}"; known: ${levels.join(", ")}`,
      );
  }
}
