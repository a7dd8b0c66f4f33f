import { columnsFor } from "../../src/formula/completeRows.js";
import type { Recipe } from "../../src/formula/recipe.js";

// A recipe has columns in the place of the point, so that the table does not matter.
const anyTable = { n: 0, columns: [] };

/** The columns of a table that a recipe needs, but for the response. */
export const inputsIn = (recipe: Recipe): string[] => columnsFor(recipe, anyTable, { response: false });
