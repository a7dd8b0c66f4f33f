import type { Expression, Formula } from "./ast.js";
import { columnsIn } from "./columnsIn.js";
import { failing } from "./formulaError.js";

/** The formula with its columns in the place of `.`: all of these names but those in the response. */
export function withoutDot(formula: Formula, names: readonly string[]): Formula {
  const { text, response, experts, gate } = formula;
  const own = response === undefined ? [] : columnsIn(response);
  const others = names.filter((name) => !own.includes(name));
  const replaced = (one: Expression): Expression => {
    switch (one.kind) {
      case "dot":
        return sum(others, one.at, text);
      case "group":
        return { ...one, inner: replaced(one.inner) };
      case "unary":
        return { ...one, operand: replaced(one.operand) };
      case "binary":
        return { ...one, left: replaced(one.left), right: replaced(one.right) };
      default:
        return one;
    }
  };
  return { ...formula, experts: replaced(experts), ...(gate === undefined ? {} : { gate: replaced(gate) }) };
}

/** (a + b + c), or the one there is. */
function sum(names: readonly string[], at: number, text: string): Expression {
  const [first, ...rest] = names.map((name): Expression => ({ kind: "column", name, at }));
  if (first === undefined) return failing(text)(at, "no column is left for .");
  if (rest.length === 0) return first;
  const inner = rest.reduce(
    (left, right): Expression => ({ kind: "binary", operator: "+", left, right, at }),
    first,
  );
  return { kind: "group", inner, at };
}
