import { applyRecipe } from "../../src/formula/design.js";
import type { Recipe } from "../../src/formula/recipe.js";
import { columnOf, rowsOf } from "../../src/table/columns.js";
import { missingCells } from "../../src/table/missing.js";
import type { Described } from "../params.js";
import { columnsNamed } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import { count } from "../terminal.js";
import { onLines } from "./lines.js";
import { inputsIn } from "./recipe.js";
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
  if (recipe !== undefined && given === undefined) return byRecipe(recipe, file);
  const names = numericInputs(described, file, given);
  const { complete } = missingCells(file.table, names);
  const x = names.map((name) => {
    const column = columnOf(file.table, name);
    if (column.kind === "factor") throw notNumeric(file, name);
    return Float64Array.from(complete, (row) => column.values[row]);
  });
  return { names, rows: complete, x };
}

function byRecipe(recipe: Recipe, file: TableFile): InputsAt {
  const names = inputsIn(recipe);
  columnsNamed(names, file, "--inputs");
  const { complete: rows } = missingCells(file.table, names);
  const lines = Array.from(rows, (row) => file.lines[row]);
  const { x, offset } = onLines({ file: file.file, lines }, () =>
    seenBy(applyRecipe(recipe, rowsOf(file.table, rows), { response: false })),
  );
  return { names, rows, x, ...(offset === undefined ? {} : { offset }) };
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
