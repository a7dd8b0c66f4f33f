import { bare, type Expression, isComparison } from "../../src/formula/ast.js";
import { columnsIn } from "../../src/formula/columnsIn.js";
import { expandTerms } from "../../src/formula/expandTerms.js";
import { parseFormula } from "../../src/formula/parseFormula.js";
import { codingOf } from "../../src/formula/part.js";
import { printExpression } from "../../src/formula/print.js";
import type { Recipe } from "../../src/formula/recipe.js";
import type { Asked } from "./types.js";

/** A variable of categories among the terms of a fit. */
interface Categories {
  readonly name: string;
  /** Its first level. */
  readonly reference: string;
  /** Whether that has no column of its own in some term, so that coefficients compare with it. */
  readonly isCompared: boolean;
  /** The columns that it is made of. */
  readonly columns: readonly string[];
}

/**
 * The reference levels of a fit, by the columns of categories and calls of factor() among its terms, but for those of which all levels
 * have a column.
 */
export const referencesIn = (recipe: Recipe): Record<string, string> =>
  Object.fromEntries(
    categoriesIn(recipe).flatMap(({ name, reference, isCompared }) =>
      isCompared ? [[name, reference]] : [],
    ),
  );

/** Throws where a reference level that is asked for is none, as of a column whose levels the formula lists; that of a response of labels (`response`) is. */
export function checkReferences({ reference = {} }: Asked, recipe: Recipe, response?: string): void {
  const known = categoriesIn(recipe);
  for (const [column, level] of Object.entries(reference)) {
    if (column === response) continue;
    const own = known.filter(({ columns }) => columns.includes(column));
    if (own.length === 0)
      throw new Error(`invalid --reference ${column}=${level}; "${column}" is no term of ${recipe.formula}`);
    const other = own.find((one) => one.reference !== level);
    if (other !== undefined)
      throw new Error(
        `invalid --reference ${column}=${level}; the reference level of ${other.name} is ${other.reference}`,
      );
  }
}

function categoriesIn(recipe: Recipe): Categories[] {
  const { experts, gate } = parseFormula(recipe.formula);
  const ofExperts = expandTerms(experts);
  const parts = [ofExperts, gate === undefined ? { ...ofExperts, intercept: true } : expandTerms(gate)];
  return parts.flatMap((part) => {
    const { variables } = part;
    const coded = codingOf(part, (i) => isCategorical(variables[i], recipe)).flat();
    return coded.flatMap(({ place, full }) => {
      const variable = variables[place];
      const levels = levelsOf(variable, recipe);
      const name = variable.kind === "column" ? variable.name : printExpression(variable);
      return levels === undefined
        ? []
        : [{ name, reference: levels[0], isCompared: !full, columns: columnsIn(variable) }];
    });
  });
}

/** Whether a variable is one of categories: truth values are, and I() changes nothing. */
function isCategorical(variable: Expression, recipe: Recipe): boolean {
  const inner = bare(variable);
  if (inner.kind === "call" && inner.name === "I") return isCategorical(inner.arguments[0].value, recipe);
  return (inner.kind === "binary" && isComparison(inner.operator)) || levelsOf(inner, recipe) !== undefined;
}

function levelsOf(variable: Expression, { columns, computed }: Recipe): readonly string[] | undefined {
  if (variable.kind === "column") {
    const column = columns.find(({ name }) => name === variable.name);
    return column?.kind === "factor" ? column.levels : undefined;
  }
  const text = printExpression(variable);
  const state = computed.find(({ call }) => call === text)?.state;
  return state?.kind === "levels" ? state.levels : undefined;
}
