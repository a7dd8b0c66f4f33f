import type { Expression } from "./ast.js";
import { argumentsOf } from "./functions.js";

/** The names of the columns in an expression, in the order in which they first appear. */
export const columnsIn = (expression: Expression): string[] => [...new Set(allIn(expression))];

function allIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "column":
      return [expression.name];
    case "group":
      return allIn(expression.inner);
    case "unary":
      return allIn(expression.operand);
    case "binary":
      return [...allIn(expression.left), ...allIn(expression.right)];
    case "call": {
      // All other arguments are constants: the T of raw = T is no column.
      const { x, successes, failures } = argumentsOf(expression.name, expression.arguments);
      return [x, successes, failures].flatMap((one) => (one === undefined ? [] : allIn(one)));
    }
    default:
      return [];
  }
}
