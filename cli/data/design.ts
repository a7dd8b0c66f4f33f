import { columnOf } from "../../src/table/columns.js";
import type { Column, Table } from "../../src/table/table.js";

// Stands in until formulas do.
export interface Part {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly intercept: boolean;
  readonly offset?: Float64Array;
}
export interface Recipe {
  readonly response?: string;
  readonly variables: readonly { readonly name: string; readonly levels?: readonly string[] }[];
}
export interface Design {
  readonly response?: Column;
  readonly experts: Part;
  readonly gate: Part;
  readonly recipe: Recipe;
}
export interface Formula {
  readonly response: string;
  readonly inputs: readonly string[];
}
export const variablesOf = ({ response, inputs }: Formula) => [response, ...inputs];
export function designOf(formula: Formula, table: Table): Design {
  const variables = formula.inputs.map((name) => {
    const column = columnOf(table, name);
    return { name, ...(column.kind === "factor" ? { levels: column.levels } : {}) };
  });
  return applyRecipe({ response: formula.response, variables }, table);
}
export function applyRecipe(recipe: Recipe, table: Table): Design {
  const columns = recipe.variables.flatMap(({ name, levels }) => {
    const column = columnOf(table, name);
    if (levels === undefined || column.kind === "numeric")
      return [{ name, values: (column as { values: Float64Array }).values }];
    return levels.slice(1).map((level) => ({
      name: name + level,
      values: Float64Array.from(column.codes, (code) => (column.levels[code] === level ? 1 : 0)),
    }));
  });
  const part = {
    names: columns.map(({ name }) => name),
    columns: columns.map(({ values }) => values),
    intercept: true,
  };
  const response = table.columns.find(({ name }) => name === recipe.response);
  return { ...(response ? { response } : {}), experts: part, gate: part, recipe };
}
