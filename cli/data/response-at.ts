import { columnsFor } from "../../src/formula/completeRows.js";
import { applyRecipe } from "../../src/formula/design.js";
import type { Response } from "../../src/formula/response.js";
import { checkResponses } from "../../src/params/givenBy.js";
import { columnOf, rowsOf } from "../../src/table/columns.js";
import { missingCells } from "../../src/table/missing.js";
import { located } from "../errors.js";
import type { Described } from "../params.js";
import { columnsNamed, type NamedTable } from "../table/names.js";
import type { TableFile } from "../table/read.js";
import type { InputsAt } from "./inputs-at.js";
import { onLines, responseError } from "./lines.js";
import { notNumeric } from "./response.js";

/** The response at the rows that have it beside all inputs. */
export interface ResponseAt {
  readonly rows: Int32Array;
  /** The places of these rows among those of the inputs. */
  readonly places: Int32Array;
  /** Numbers, or the classes 1..R of labels. */
  readonly y: Float64Array;
  /** The numbers of trials at these rows, where the experts look at them. */
  readonly trials?: Float64Array | undefined;
}

/**
 * The response at the rows of a table that have it beside all inputs: the given column, or what the fit was made to, or y as `sample`
 * writes it. Throws where it is neither numbers nor labels of the fit.
 */
export function responseAt(
  described: Described,
  file: TableFile,
  { rows, trials: all }: InputsAt,
  given?: string,
): ResponseAt {
  const recipe = given === undefined ? described.recipe : undefined;
  const names = responseColumns(described, file, given);
  const complete = new Set(missingCells(file.table, names).complete);
  const places = Int32Array.from(rows.keys()).filter((at) => complete.has(rows[at]));
  const kept = Int32Array.from(places, (at) => rows[at]);
  const lines = Array.from(kept, (row) => file.lines[row]);
  const table = rowsOf(file.table, kept);
  const response =
    recipe === undefined
      ? columnOf(table, names[0])
      : onLines({ file: file.file, lines }, () => applyRecipe(recipe, table).response!);
  const trials = all && Float64Array.from(places, (at) => all[at]);
  return { rows: kept, places, y: valuesOf(response, { ...file, table, lines }, described, trials), trials };
}

/** The columns of a table that `responseAt` needs. Throws where it lacks one. */
export function responseColumns(
  { recipe, response }: Described,
  file: NamedTable,
  given?: string,
): readonly string[] {
  const byRecipe = given === undefined && recipe !== undefined;
  const names = byRecipe ? columnsFor(recipe, file.table) : [given ?? response ?? "y"];
  return columnsNamed(names, file, "--response");
}

function valuesOf(
  response: Response,
  file: TableFile,
  { labels, model }: Described,
  trials: Float64Array | undefined,
): Float64Array {
  const check = (values: Float64Array) => checked(values, response.name, file, model, trials);
  if (response.kind === "counts") return check(response.successes);
  if (labels === undefined) {
    if (response.kind === "factor") throw notNumeric(file, response.name);
    return check(response.values);
  }
  const texts =
    response.kind === "numeric"
      ? Array.from(response.values, String)
      : Array.from(response.codes, (code) => response.levels[code]);
  return Float64Array.from(texts, (text, t) => {
    const at = labels.findIndex((label) => label === text || isSameNumber(label, text));
    if (at >= 0) return at + 1;
    throw new Error(
      `invalid line ${file.lines[t]}, column "${response.name}", of ${file.file}; unknown label "${text}"; known: ${labels.join(", ")}`,
    );
  });
}

function checked(
  values: Float64Array,
  response: string,
  file: TableFile,
  { families }: Described["model"],
  trials: Float64Array | undefined,
): Float64Array {
  try {
    checkResponses(families, values, trials);
    return values;
  } catch (error) {
    const named = responseError(file, response, error);
    throw named === error ? located(`response ${response} of ${file.file}`, error) : named;
  }
}

/** Whether both are one number, as 9 and 9.0: labels that are numbers are read as these. */
const isSameNumber = (p: string, q: string): boolean => p.trim() !== "" && Number(p) === Number(q);
