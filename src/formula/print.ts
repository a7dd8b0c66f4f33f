import { type Expression, type Formula, isComparison } from "./ast.js";
import { numberText } from "./numberText.js";
import { isPlainName, quotedIn } from "./tokens.js";

/** A formula as R writes it, from which `parseFormula` reads the same one. */
export function printFormula({ response, experts, gate }: Formula): string {
  const left = response === undefined ? "" : `${printExpression(response)} `;
  const right = gate === undefined ? "" : ` | ${printExpression(gate)}`;
  return `${left}~ ${printExpression(experts)}${right}`;
}

/** An expression as R writes it: `poly(age, 2)`, `I(x/2 * 1e+05)`. These are the names of what it computes. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return expression.whole ? `${expression.value}L` : numberText(expression.value);
    case "text":
      return quotedIn('"', expression.value);
    case "truth":
      return expression.value ? "TRUE" : "FALSE";
    case "column":
      return columnText(expression.name);
    case "dot":
      return ".";
    case "group":
      return `(${printExpression(expression.inner)})`;
    case "unary":
      return `${expression.operator}${printExpression(expression.operand)}`;
    case "binary": {
      const { operator, left, right } = expression;
      const space = ["+", "-", "*"].includes(operator) || isComparison(operator) ? " " : "";
      return `${printExpression(left)}${space}${operator}${space}${printExpression(right)}`;
    }
    case "call": {
      const values = expression.arguments.map(({ name, value }) =>
        name === undefined ? printExpression(value) : `${columnText(name)} = ${printExpression(value)}`,
      );
      return `${expression.name}(${values.join(", ")})`;
    }
  }
}

/** The name of a column in a formula, in backquotes where it needs them. */
export const columnText = (name: string): string => (isPlainName(name) ? name : quotedIn("`", name));
