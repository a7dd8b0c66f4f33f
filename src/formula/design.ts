import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Table } from "../table/table.js";
import type { Expression, Formula } from "./ast.js";
import { columnsIn } from "./columnsIn.js";
import { expandTerms } from "./expandTerms.js";
import { failing, RowError } from "./formulaError.js";
import { parseFormula } from "./parseFormula.js";
import { type Part, partOf } from "./part.js";
import { printExpression, printFormula } from "./print.js";
import type { Recipe } from "./recipe.js";
import { type Response, responseOf } from "./response.js";
import { fitScope, recipeScope, type Scope } from "./scope.js";
import { withoutDot } from "./withoutDot.js";

/** What a formula makes of a table. Rows with missing cells hold NaN, or -1 among the codes of classes. */
export interface Design {
  readonly response?: Response;
  readonly experts: Part;
  readonly gate: Part;
  /** How to make the same of other rows. */
  readonly recipe: Recipe;
}

/**
 * The response and the design matrices of a formula, equal to R's `model.matrix` but for the constant column: treatment
 * contrasts with the first level as reference; a factor has a column for each level where the constant or a margin of its
 * interaction is not there. Levels that do not occur are left out. Without `|` the gate has the experts' terms, with an
 * intercept and without their offset.
 *
 * Knots, levels, polynomials and scales come from all rows in which their own columns are there: leave out incomplete rows
 * before (`completeRows`) if they are not to count. They are those of the rows written as often as `weights` says, all of them positive.
 *
 * Throws on columns that the table does not have, on the response among the inputs, on factors of one level, and on what is
 * not finite where nothing is missing (`RowError`): `invalid log(dose) in row 3; not finite: -Infinity (dose = 0)`.
 */
export function designOf(
  formula: Formula | string,
  table: Table,
  { weights }: { readonly weights?: Float64Array | undefined } = {},
): Design {
  if (weights !== undefined) checkWeights(weights, table.n);
  const written = typeof formula === "string" ? parseFormula(formula) : formula;
  const full = withoutDot(
    written,
    table.columns.map(({ name }) => name),
  );
  const scope = fitScope(table, written.text, weights);
  const design = designIn(full, scope, true);
  const { experts, gate } = design;
  const recipe = { formula: printFormula(full), ...scope.noted(), experts: experts.names, gate: gate.names };
  return { ...design, recipe };
}

function checkWeights(weights: Float64Array, n: number): void {
  if (weights.length !== n)
    throw new MoestatError(`invalid weights; ${n} expected, one per row: ${weights.length}`);
  const row = weights.findIndex((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (row >= 0)
    throw new RowError(
      row,
      `invalid weights in row ${row + 1}; not a finite positive number: ${weights[row]}`,
    );
}

/**
 * The same columns for other rows, with the knots, levels and scales of the recipe. The response is there if its columns are,
 * unless it is not asked for. Throws an `UnknownLevelError` on a level that the recipe does not know, and as `designOf` does.
 */
export function applyRecipe(
  recipe: Recipe,
  table: Table,
  { response: asked = true }: { readonly response?: boolean } = {},
): Design {
  checkRecipe(recipe);
  const formula = parseFormula(recipe.formula);
  const has = (name: string) => table.columns.some((column) => column.name === name);
  const isThere = formula.response !== undefined && columnsIn(formula.response).every(has);
  const design = designIn(formula, recipeScope(table, recipe), asked && isThere);
  for (const part of ["experts", "gate"] as const)
    if (design[part].names.join("\n") !== recipe[part].join("\n"))
      throw new MoestatError(`invalid recipe; its formula makes other columns of the ${part} than it names`);
  return { ...design, recipe };
}

/** Throws where a recipe, as one read from a file, is none. */
function checkRecipe(recipe: Recipe): void {
  if (typeof recipe !== "object" || recipe === null)
    throw new MoestatError(`invalid recipe; not an object: ${shown(recipe)}`);
  for (const name of ["columns", "computed", "experts", "gate"] as const)
    if (!Array.isArray(recipe[name]))
      throw new MoestatError(`invalid recipe; ${name} is not a list: ${shown(recipe[name])}`);
}

function designIn(formula: Formula, scope: Scope, withResponse: boolean): Omit<Design, "recipe"> {
  const { response } = formula;
  const terms = expandTerms(formula.experts);
  checkResponse(formula, terms.variables);
  const experts = partOf(terms, scope);
  const ofGate =
    formula.gate === undefined ? { ...terms, intercept: true, offsets: [] } : expandTerms(formula.gate);
  checkResponse(formula, ofGate.variables);
  // With the same terms and an intercept the gate's columns are the experts'.
  const same = formula.gate === undefined && terms.intercept;
  return {
    ...(response === undefined || !withResponse ? {} : { response: responseOf(response, scope) }),
    experts,
    gate: same ? { names: experts.names, columns: experts.columns, intercept: true } : partOf(ofGate, scope),
  };
}

/** Throws where the response is an input too. */
function checkResponse({ text, response }: Formula, variables: readonly Expression[]): void {
  if (response === undefined) return;
  const key = printExpression(response);
  const twice = variables.find((variable) => printExpression(variable) === key);
  if (twice !== undefined) failing(text)(twice.at, `the response ${key} is an input too`);
}
