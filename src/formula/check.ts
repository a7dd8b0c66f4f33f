import { suggestion } from "../words/suggestion.js";
import { type Argument, type Binary, type Call, type Expression, isComparison } from "./ast.js";
import type { Fail } from "./formulaError.js";
import { argumentsOf, functions } from "./functions.js";
import { printExpression } from "./print.js";

/**
 * Throws where an expression has no meaning as terms: operators join columns, calls and `.`; 0, 1 and offsets stand in sums
 * only, and only the experts have offsets.
 */
export function checkTerms(expression: Expression, fail: Fail, mayOffset: boolean): void {
  const check = (one: Expression, place: Place): void => {
    switch (one.kind) {
      case "column":
      case "dot":
        break;
      case "group":
        check(one.inner, place);
        break;
      case "number":
        if (place === "product" || (one.value !== 0 && one.value !== 1))
          fail(one.at, `unexpected number ${printExpression(one)}`, asArithmetic);
        break;
      case "text":
      case "truth":
        fail(one.at, `unexpected ${printExpression(one)}`);
        break;
      case "unary":
        check(one.operand, signed(one.operator, place));
        break;
      case "binary":
        checkJoined(one, place);
        break;
      case "call":
        checkVariable(one, place);
    }
  };
  const checkJoined = ({ operator, left, right, at }: Binary, place: Place): void => {
    if (isComparison(operator)) fail(at, `unexpected ${operator}`, asArithmetic);
    const isSum = operator === "+" || operator === "-";
    check(left, isSum ? place : "product");
    if (operator === "^") checkPower(right, fail);
    else check(right, isSum ? signed(operator, place) : "product");
  };
  const checkVariable = (call: Call, place: Place): void => {
    if (call.name === "c" || call.name === "cbind") fail(call.at, `unexpected ${call.name}()`);
    if (call.name === "offset") {
      if (!mayOffset) fail(call.at, "unexpected offset()", "; only the experts have one, before the |");
      if (place !== "sum") fail(call.at, "unexpected offset()", "; it is a summand that is added");
    }
    checkCall(call, fail);
  };
  check(expression, "sum");
}

const asArithmetic = "; arithmetic stands in I(), as in I(x / 2)";

/** Where a term stands: in a sum, in what a minus takes out, or in a product or power. */
type Place = "sum" | "less" | "product";

const signed = (operator: "+" | "-", place: Place): Place =>
  operator === "-" && place === "sum" ? "less" : place;

function checkPower(power: Expression, fail: Fail): void {
  if (power.kind === "number" && Number.isInteger(power.value) && power.value >= 1) return;
  fail(power.at, "a whole number from 1 expected as the power of terms", asArithmetic);
}

/** Throws where an expression has no meaning as arithmetic on columns. */
export function checkArithmetic(expression: Expression, fail: Fail): void {
  const { kind, at } = expression;
  if (kind === "dot") fail(at, "unexpected .", "; it stands for columns among the terms only");
  if (kind === "group") checkArithmetic(expression.inner, fail);
  if (kind === "unary") checkArithmetic(expression.operand, fail);
  if (kind === "binary") {
    if (expression.operator === ":") fail(at, "unexpected :", "; it joins terms only");
    checkArithmetic(expression.left, fail);
    checkArithmetic(expression.right, fail);
  }
  if (kind === "call") {
    if (["c", "cbind", "offset"].includes(expression.name)) fail(at, `unexpected ${expression.name}()`);
    checkCall(expression, fail);
  }
}

/** Throws where a call names no known function or does not give it what it takes. */
export function checkCall({ name, arguments: given, at }: Call, fail: Fail): void {
  if (!Object.hasOwn(functions, name)) {
    const known = Object.keys(functions);
    fail(at, `unknown function "${name}"`, `${suggestion(name, known)}; known: ${known.join(", ")}`);
  }
  const { takes, needs, several = [] } = functions[name];
  const named = given.flatMap((argument) => (argument.name === undefined ? [] : [argument.name]));
  const of = `of ${name}(${takes.join(", ")})`;
  for (const [i, argument] of given.entries()) {
    if (argument.name !== undefined && !takes.includes(argument.name))
      fail(argument.value.at, `unknown argument "${argument.name}" ${of}`, suggestion(argument.name, takes));
    if (argument.name !== undefined && named.indexOf(argument.name) !== named.lastIndexOf(argument.name))
      fail(argument.value.at, `argument "${argument.name}" given twice`);
    if (i >= takes.length) fail(argument.value.at, `more arguments than those ${of}`);
    checkArgument(argument.value, fail);
  }
  const missing = takes.slice(0, needs).filter((one) => !named.includes(one));
  if (given.length - named.length < missing.length) fail(at, `missing argument "${missing.at(-1)}" ${of}`);
  for (const [parameter, value] of Object.entries(argumentsOf(name, given)))
    if (value !== undefined && isJoined(value) && !several.includes(parameter))
      fail(value.at, `one value expected, not ${printExpression(value)},`);
}

const isJoined = (value: Expression): value is Call => value.kind === "call" && value.name === "c";

function checkArgument(value: Expression, fail: Fail): void {
  const entries = isJoined(value) ? value.arguments : [{ value }];
  for (const entry of entries as readonly Argument[]) {
    if (entry.name !== undefined) fail(entry.value.at, "unexpected name in c()");
    checkArithmetic(entry.value, fail);
  }
}
