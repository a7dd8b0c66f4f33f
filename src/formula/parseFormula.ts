import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Argument, BinaryOperator, Expression, Formula } from "./ast.js";
import { checkArithmetic, checkCall, checkTerms } from "./check.js";
import { columnsIn } from "./columnsIn.js";
import { type Fail, failing } from "./formulaError.js";
import { isReserved, type Token, tokensOf } from "./tokens.js";

/** How firmly operators bind, as in R; unary signs bind more firmly than `:` and less than `^`. */
const binding: Readonly<Record<string, number>> = {
  "<": 1,
  ">": 1,
  "<=": 1,
  ">=": 1,
  "==": 1,
  "!=": 1,
  "+": 2,
  "-": 2,
  "*": 3,
  "/": 3,
  ":": 4,
  "^": 6,
};
const sign = 5;

/**
 * The formula of a text in R's language: `y ~ dose * sex + poly(age, 2) + ns(time, 4) - 1 | dose`.
 *
 * Before `~` stands the response (a column, arithmetic on columns, `cbind(successes, failures)`) or nothing, behind it the
 * terms of the experts, after `|` those of the gate (without them the gate sees the experts' terms; `| 1`: constant weights).
 * Terms are joined by `+ - : * / ^` and brackets with R's precedence; `.` is every column but those of the response, 0 or
 * - 1 takes out the intercept. Functions: I, log, log2, log10, exp, sqrt, abs, sin, cos, poly, ns, bs, scale, factor,
 * offset; within their brackets operators are arithmetic and comparisons. Names that are no words stand in backquotes.
 *
 * Throws a `FormulaError` that says what was expected where.
 */
export function parseFormula(text: string): Formula {
  if (typeof text !== "string") throw new MoestatError(`invalid formula; not a text: ${shown(text)}`);
  const fail = failing(text);
  const reader = readerOf(tokensOf(text, fail), fail);
  const response = reader.next("~") ? undefined : reader.expression();
  reader.take("~");
  const experts = reader.expression();
  const gate = reader.accept("|") ? reader.expression() : undefined;
  if (gate !== undefined && reader.next("|"))
    reader.unexpected("the end", "; one | divides the experts' terms from the gate's");
  reader.end();
  if (response !== undefined) checkResponse(response, fail);
  checkTerms(experts, fail, true);
  if (gate !== undefined) checkTerms(gate, fail, false);
  return {
    text,
    ...(response === undefined ? {} : { response }),
    experts,
    ...(gate === undefined ? {} : { gate }),
  };
}

function checkResponse(response: Expression, fail: Fail): void {
  if (response.kind === "call" && response.name === "cbind") checkCall(response, fail);
  else checkArithmetic(response, fail);
  if (columnsIn(response).length === 0) fail(response.at, "a column expected as the response");
}

/** Reads expressions off a list of tokens by the binding of their operators. */
function readerOf(tokens: readonly Token[], fail: Fail) {
  let place = 0;
  const isNext = (symbol: string) => tokens[place].kind === "symbol" && tokens[place].text === symbol;

  function unexpected(expected: string, hint?: string): never {
    const { kind, text, at } = tokens[place];
    return fail(at, `${expected} expected${kind === "end" ? "" : `, not ${text},`}`, hint);
  }

  function accept(symbol: string): boolean {
    if (!isNext(symbol)) return false;
    place++;
    return true;
  }

  function take(symbol: string): void {
    if (!accept(symbol)) unexpected(`"${symbol}"`);
  }

  function expression(least = 1): Expression {
    let left = operand();
    while (tokens[place].kind === "symbol" && (binding[tokens[place].text] ?? 0) >= least) {
      const { text, at } = tokens[place++];
      // A power binds to the right, comparisons not at all, all others to the left.
      const right = expression(binding[text] + (text === "^" ? 0 : 1));
      left = { kind: "binary", operator: text as BinaryOperator, left, right, at };
      if (binding[text] === 1 && binding[tokens[place].text] === 1) unexpected("an end of the comparison");
    }
    return left;
  }

  function operand(): Expression {
    const { kind, text, quoted, at } = tokens[place++];
    if (kind === "number") return number(text, at);
    if (kind === "text") return { kind: "text", value: text, at };
    if (kind === "name") return named(text, quoted === true, at);
    if (text === "(") {
      const inner = expression();
      take(")");
      return { kind: "group", inner, at };
    }
    if (text === "+" || text === "-") return { kind: "unary", operator: text, operand: expression(sign), at };
    place--;
    return unexpected("a column, a function or a number");
  }

  function named(name: string, quoted: boolean, at: number): Expression {
    if (quoted) return { kind: "column", name, at };
    if (isNext("(")) return { kind: "call", name, arguments: list(), at };
    if (name === ".") return { kind: "dot", at };
    if (name === "TRUE" || name === "FALSE") return { kind: "truth", value: name === "TRUE", at };
    if (isReserved(name))
      return fail(at, `unexpected ${name}`, `; a column of this name stands in backquotes`);
    return { kind: "column", name, at };
  }

  function list(): Argument[] {
    take("(");
    const found: Argument[] = [];
    if (accept(")")) return found;
    do found.push(argument());
    while (accept(","));
    if (!accept(")")) unexpected('"," or ")"');
    return found;
  }

  function argument(): Argument {
    const [token, then] = [tokens[place], tokens[place + 1]];
    if (token.kind !== "name" || then.kind !== "symbol" || then.text !== "=") return { value: expression() };
    place += 2;
    return { name: token.text, value: expression() };
  }

  function number(text: string, at: number): Expression {
    const whole = text.endsWith("L");
    const value = Number(whole ? text.slice(0, -1) : text);
    if (!Number.isFinite(value)) fail(at, `not a finite number: ${text}`);
    if (whole && !Number.isInteger(value)) fail(at, `not a whole number: ${text}`);
    return { kind: "number", value, ...(whole ? { whole } : {}), at };
  }

  function end(): void {
    const { kind } = tokens[place];
    const hint = kind === "name" ? "; names of several words stand in backquotes" : "";
    if (kind !== "end") unexpected("an operator or the end", hint);
  }

  return { expression: () => expression(), accept, take, next: isNext, unexpected, end };
}
