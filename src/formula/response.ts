import type { FactorColumn, NumericColumn } from "../table/table.js";
import { bare, type Expression } from "./ast.js";
import { argumentsOf } from "./functions.js";
import { printExpression } from "./print.js";
import type { Scope } from "./scope.js";
import { variableOf } from "./variable.js";

/** What a formula says of the response: numbers, classes, or counts of successes and failures. Its name is the column's. */
export type Response =
  | NumericColumn
  | FactorColumn
  | {
      readonly kind: "counts";
      readonly name: string;
      readonly successes: Float64Array;
      readonly failures: Float64Array;
    };

/** The response. Throws where it is several columns other than counts. */
export function responseOf(expression: Expression, scope: Scope): Response {
  const name = responseName(expression);
  if (expression.kind === "call" && expression.name === "cbind") {
    const { successes, failures } = argumentsOf(expression.name, expression.arguments);
    return {
      kind: "counts",
      name,
      successes: numbersOf(successes!, scope),
      failures: numbersOf(failures!, scope),
    };
  }
  const value = variableOf(expression, scope);
  return value.kind === "factor"
    ? { kind: "factor", name, levels: value.levels, codes: value.codes }
    : { kind: "numeric", name, values: numbersOf(expression, scope) };
}

/** The numbers of trials of counts of successes and failures. */
export const trialsOf = ({ successes, failures }: Response & { readonly kind: "counts" }): Float64Array =>
  successes.map((count, t) => count + failures[t]);

/** The numbers of trials of a response, where it has some. */
export const trialsOfCounts = (response: Response): Float64Array | undefined =>
  response.kind === "counts" ? trialsOf(response) : undefined;

/** The name of a response: that of its column, or what computes it. */
export const responseName = (expression: Expression): string => {
  const inner = bare(expression);
  return inner.kind === "column" ? inner.name : printExpression(expression);
};

function numbersOf(expression: Expression, scope: Scope): Float64Array {
  const value = variableOf(expression, scope);
  if (value.kind === "numbers" && value.columns.length === 1) return value.columns[0];
  return scope.fail(expression.at, `one column of numbers expected, not ${value.name},`);
}
