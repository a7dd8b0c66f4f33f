import { columnsIn } from "../../src/formula/columnsIn.js";
import { columnsFor } from "../../src/formula/completeRows.js";
import { parseFormula } from "../../src/formula/parseFormula.js";
import type { Recipe } from "../../src/formula/recipe.js";

// A recipe has columns in the place of the point, so that the table does not matter.
const anyTable = { n: 0, columns: [] };

/** The columns of successes and failures that a recipe counts; none where its response is another. */
export function countsIn(recipe: Recipe): string[] {
  const { response } = parseFormula(recipe.formula);
  return response?.kind === "call" && response.name === "cbind" ? columnsIn(response) : [];
}

/** The columns of a table that a recipe needs, but for the response. */
export const inputsIn = (recipe: Recipe): string[] => columnsFor(recipe, anyTable, { response: false });
