import { columnOf } from "../../src/table/columns.js";
import type { Column, Table } from "../../src/table/table.js";
import { columnsIn, type Formula } from "./formula.js";

/** The columns of numbers that a part of a model sees, without a constant one. */
export interface Part {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly intercept: boolean;
  readonly offset?: Float64Array;
}

/** What a formula makes of a table. */
export interface Design {
  readonly response?: Column;
  readonly experts: Part;
  readonly gate: Part;
  readonly recipe: Recipe;
}

interface Terms {
  readonly columns: readonly string[];
  readonly intercept: boolean;
}

/** How to make the same of other tables, as plain data. */
export interface Recipe {
  readonly response: string;
  readonly experts: Terms;
  readonly gate: Terms;
  /** The levels of the columns that were categories, the reference first. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
}

/** The response and the columns that the parts of a formula see of a table. Throws on unknown columns. */
export function variablesOf({ response, experts, gate }: Formula, table: Table) {
  const others = table.columns.map(({ name }) => name).filter((name) => name !== response);
  const [ofExperts, ofGate] = [columnsIn(experts, others), columnsIn(gate, others)];
  const inputs = [...new Set([...ofExperts, ...ofGate])];
  for (const name of [response, ...inputs]) columnOf(table, name);
  if (inputs.includes(response)) throw new Error(`invalid inputs; "${response}" is the response`);
  return { response, experts: ofExperts, gate: ofGate, inputs };
}

/** The columns of a table that a recipe needs, but for the response. */
export const inputsIn = ({ experts, gate }: Recipe): string[] => [
  ...new Set([...experts.columns, ...gate.columns]),
];

/**
 * The response and the inputs of both parts of a model. A column of categories becomes a column of 0 and 1 for each level but the first, the
 * reference; without an intercept, the first such column has one for each level.
 */
export function designOf(formula: Formula, table: Table): Design {
  const { response, experts, gate, inputs } = variablesOf(formula, table);
  const levels = inputs.flatMap((name) => {
    const column = columnOf(table, name);
    return column.kind === "factor" ? [[name, column.levels] as const] : [];
  });
  const recipe = {
    response,
    experts: { columns: experts, intercept: formula.experts.intercept },
    gate: { columns: gate, intercept: formula.gate.intercept },
    levels: Object.fromEntries(levels),
  };
  return applyRecipe(recipe, table);
}

/** The same for other rows, without a response where the table has none. */
export function applyRecipe(recipe: Recipe, table: Table): Design {
  const response = table.columns.find(({ name }) => name === recipe.response);
  return {
    ...(response === undefined ? {} : { response }),
    experts: partOf(recipe.experts, recipe.levels, table),
    gate: partOf(recipe.gate, recipe.levels, table),
    recipe,
  };
}

function partOf({ columns, intercept }: Terms, levels: Recipe["levels"], table: Table): Part {
  const full = intercept ? undefined : columns.find((name) => Object.hasOwn(levels, name));
  const made = columns.flatMap((name) => {
    const column = columnOf(table, name);
    if (column.kind === "numeric") return [{ name, values: column.values }];
    return levels[name].slice(name === full ? 0 : 1).map((level) => ({
      name: `${name}${level}`,
      values: Float64Array.from(column.codes, (code) => (column.levels[code] === level ? 1 : 0)),
    }));
  });
  return { names: made.map(({ name }) => name), columns: made.map(({ values }) => values), intercept };
}
