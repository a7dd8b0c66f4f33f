import type { Expression } from "./ast.js";
import { columnsIn } from "./columnsIn.js";
import { evaluate } from "./evaluate.js";
import { RowError } from "./formulaError.js";
import { printExpression } from "./print.js";
import type { Scope } from "./scope.js";
import { type FactorValue, truthFactor, type Value } from "./values.js";

/** A variable of a formula: columns of numbers that share a name, or categories. */
export type Variable =
  | { readonly kind: "numbers"; readonly name: string; readonly columns: readonly Float64Array[] }
  | (FactorValue & { readonly name: string });

/** The value of a variable. Throws where it is one for all rows, or not finite although nothing is missing. */
export function variableOf(expression: Expression, scope: Scope): Variable {
  const name = printExpression(expression);
  const value = evaluate(expression, scope);
  if (value.kind === "factor") return { name, kind: "factor", levels: value.levels, codes: value.codes };
  const columns = columnsOf(value);
  if (columns === undefined)
    return scope.fail(expression.at, `a column expected, but ${name} is the same in all rows`);
  for (const column of columns) checkFinite(column, name, expression, scope);
  if (value.kind === "numbers" && value.truth) return { name, ...truthFactor(columns[0]) };
  return { name, kind: "numbers", columns };
}

function columnsOf(value: Value): readonly Float64Array[] | undefined {
  if (value.kind === "basis") return value.columns;
  return value.kind === "numbers" && typeof value.values !== "number" ? [value.values] : undefined;
}

/** Throws on what is not finite although all that it is made of is there: the logarithm of 0. */
function checkFinite(column: Float64Array, name: string, expression: Expression, scope: Scope): void {
  const bad = (row: number) => !Number.isFinite(column[row]);
  if (column.every(Number.isFinite)) return;
  const sources = columnsIn(expression).map((one) => scope.column(one, expression.at));
  const isThere = (row: number) =>
    sources.every((one) => (one.kind === "numeric" ? !Number.isNaN(one.values[row]) : one.codes[row] >= 0));
  const row = column.findIndex((_, t) => bad(t) && isThere(t));
  if (row < 0) return;
  const where = sources.map((one) =>
    one.kind === "numeric"
      ? `${one.name} = ${one.values[row]}`
      : `${one.name} = ${one.levels[one.codes[row]]}`,
  );
  throw new RowError(
    row,
    `invalid ${name} in row ${row + 1}; not finite: ${column[row]} (${where.join(", ")})`,
  );
}
