import { missingCells } from "../table/missing.js";
import type { Table } from "../table/table.js";
import type { Formula } from "./ast.js";
import { columnsIn } from "./columnsIn.js";
import { expandTerms } from "./expandTerms.js";
import { parseFormula } from "./parseFormula.js";
import type { Recipe } from "./recipe.js";
import { withoutDot } from "./withoutDot.js";

/** Whether the columns of the response count; they do unless said otherwise. */
export interface WithResponse {
  readonly response?: boolean;
}

/** The columns of a table that a formula or a recipe needs, those of the response first. Columns that only `-` names are none of them. */
export function columnsFor(
  formula: Formula | Recipe | string,
  table: Table,
  { response: counts = true }: WithResponse = {},
): string[] {
  const names = table.columns.map(({ name }) => name);
  const { response, experts, gate } = withoutDot(formulaOf(formula), names);
  const parts = [experts, ...(gate === undefined ? [] : [gate])].map(expandTerms);
  const inputs = parts.flatMap(({ variables, terms, offsets }) => [
    ...terms.flatMap(({ factors }) => factors.map((i) => variables[i])),
    ...offsets,
  ]);
  const needed = counts && response !== undefined ? [response, ...inputs] : inputs;
  return [...new Set(needed.flatMap(columnsIn))];
}

function formulaOf(formula: Formula | Recipe | string): Formula {
  if (typeof formula === "string") return parseFormula(formula);
  return "text" in formula ? formula : parseFormula(formula.formula);
}

/**
 * The rows, in order, in which all cells are there that a formula or a recipe needs; `response: false`: those of the response need not
 * be. Throws on columns that the table does not have.
 */
export const completeRows = (
  formula: Formula | Recipe | string,
  table: Table,
  options: WithResponse = {},
): Int32Array => missingCells(table, columnsFor(formula, table, options)).complete;
