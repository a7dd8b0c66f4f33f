import { columnsIn } from "../../src/formula/columnsIn.js";
import { columnsFor } from "../../src/formula/completeRows.js";
import { argumentsOf } from "../../src/formula/functions.js";
import { parseFormula } from "../../src/formula/parseFormula.js";
import type { Recipe } from "../../src/formula/recipe.js";
import { responseName } from "../../src/formula/response.js";

// A recipe has columns in the place of the point, so that the table does not matter.
const anyTable = { n: 0, columns: [] };

/** The columns of successes and failures that a recipe counts; none where its response is another. */
export const countsIn = (recipe: Recipe): string[] => [
  ...new Set(Object.values(countedIn(recipe) ?? {}).flatMap((one) => columnsIn(one!))),
];

/** The successes and failures that a recipe counts, by their names. */
export function countNamesIn(recipe: Recipe): readonly [successes: string, failures: string] | undefined {
  const counted = countedIn(recipe);
  return counted && [responseName(counted.successes!), responseName(counted.failures!)];
}

function countedIn(recipe: Recipe) {
  const { response } = parseFormula(recipe.formula);
  return response?.kind === "call" && response.name === "cbind"
    ? argumentsOf(response.name, response.arguments)
    : undefined;
}

/** The columns of a table that a recipe needs, but for the response. */
export const inputsIn = (recipe: Recipe): string[] => columnsFor(recipe, anyTable, { response: false });
