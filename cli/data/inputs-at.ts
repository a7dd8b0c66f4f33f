import { applyRecipe } from "../../src/formula/design.js";
import type { Recipe } from "../../src/formula/recipe.js";
import { trialsOfCounts } from "../../src/formula/response.js";
import { columnOf, rowsOf } from "../../src/table/columns.js";
import { missingCells } from "../../src/table/missing.js";
import type { Described } from "../params.js";
import { columnsNamed, type NamedTable } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import { count } from "../terminal.js";
import { onLines } from "./lines.js";
import { countsIn, inputsIn } from "./recipe.js";
import { notNumeric } from "./response.js";
import { seenBy } from "./seen.js";
import { trialsIn } from "./trials.js";

/** The inputs of a model at the rows of a table that have all that they are made of. */
export interface InputsAt {
  /** The columns of the table from which the inputs are made. */
  readonly names: readonly string[];
  readonly rows: Int32Array;
  readonly x: readonly Float64Array[];
  readonly offset?: Float64Array;
  /** The numbers of trials, where the fit has a column of them, or counts successes and failures. */
  readonly trials?: Float64Array;
  /** Whether predictions are for one trial each, since the table does not have the counts. */
  readonly perTrial?: boolean;
}

/**
 * The inputs of a model at the rows of a table: by the recipe of a fit, or numeric columns by name: the given ones, those of the fit, x or
 * x1, x2, ... as `sample` writes them, or all.
 */
export function inputsAt(described: Described, file: TableFile, given?: readonly string[]): InputsAt {
  const { recipe } = described;
  const names = inputColumns(described, file, given);
  if (recipe !== undefined && given === undefined) return byRecipe(recipe, described.trials, file, names);
  const { complete } = missingCells(file.table, names);
  const x = names.map((name) => {
    const column = columnOf(file.table, name);
    if (column.kind === "factor") throw notNumeric(file, name);
    return Float64Array.from(complete, (row) => column.values[row]);
  });
  return { names, rows: complete, x };
}

/** The columns of a table that `inputsAt` needs. Throws where it lacks one. */
export function inputColumns(
  described: Described,
  file: NamedTable,
  given?: readonly string[],
): readonly string[] {
  const { recipe, trials: tried } = described;
  if (recipe === undefined || given !== undefined) return numericInputs(described, file, given);
  const counts = hasCounts(recipe, file) ? countsIn(recipe) : [];
  return columnsNamed(
    [...inputsIn(recipe), ...counts, ...(tried === undefined ? [] : [tried])],
    file,
    "--inputs",
  );
}

/** Whether a table has the successes and failures that a recipe counts. */
function hasCounts(recipe: Recipe, { table }: NamedTable): boolean {
  const counts = countsIn(recipe);
  const known = table.columns.map(({ name }) => name);
  return counts.length > 0 && counts.every((name) => known.includes(name));
}

function byRecipe(
  recipe: Recipe,
  tried: string | undefined,
  file: TableFile,
  names: readonly string[],
): InputsAt {
  const counted = hasCounts(recipe, file);
  const { complete: rows } = missingCells(file.table, names);
  const lines = Array.from(rows, (row) => file.lines[row]);
  const table = rowsOf(file.table, rows);
  const { x, offset, response } = onLines({ file: file.file, lines }, () => {
    const design = applyRecipe(recipe, table, { response: counted });
    return { ...seenBy(design), response: design.response };
  });
  const trials =
    tried === undefined ? response && trialsOfCounts(response) : trialsIn({ ...file, table, lines }, tried);
  return {
    names,
    rows,
    x,
    ...(offset === undefined ? {} : { offset }),
    ...(trials === undefined ? {} : { trials }),
    perTrial: !counted && countsIn(recipe).length > 0,
  };
}

function numericInputs(
  { file: fitFile, model: { inputs: d }, inputs }: Described,
  table: NamedTable,
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
