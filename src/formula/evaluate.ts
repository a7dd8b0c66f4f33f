import { MoestatError } from "../error.js";
import { suggestion } from "../words/suggestion.js";
import { type Binary, type Call, type Comparison, type Expression, isComparison } from "./ast.js";
import { countedIn } from "./counted.js";
import { UnknownLevelError } from "./formulaError.js";
import { argumentsOf, elementwise } from "./functions.js";
import { numberText } from "./numberText.js";
import { polyColumns, polyState, rawPolyColumns } from "./poly.js";
import { printExpression } from "./print.js";
import { scaled, scaleState } from "./scale.js";
import { columnValue, labelled, type Scope } from "./scope.js";
import { splineColumns, splineState } from "./splines.js";
import {
  type FactorValue,
  isTruth,
  type NumericValue,
  truthFactor,
  truthNumbers,
  type Value,
} from "./values.js";

/** The value of a variable of a formula, or of arithmetic within one. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "number":
      return { kind: "numbers", values: expression.value };
    case "truth":
      return { kind: "numbers", values: expression.value ? 1 : 0, truth: true };
    case "text":
      return { kind: "text", text: expression.value };
    case "column":
      return columnValue(scope.column(expression.name, expression.at));
    case "group":
      return evaluate(expression.inner, scope);
    case "unary": {
      const values = numbersOf(expression.operand, scope);
      return numbers(expression.operator === "-" ? map(values, (value) => -value) : values);
    }
    case "binary":
      return isComparison(expression.operator)
        ? compared(expression, expression.operator, scope)
        : numbers(
            map2(
              numbersOf(expression.left, scope),
              numbersOf(expression.right, scope),
              arithmetic[expression.operator],
            ),
          );
    case "call":
      return called(expression, scope);
    case "dot":
      return scope.fail(expression.at, "unexpected .");
  }
}

type Numbers = NumericValue["values"];

const numbers = (values: Numbers): NumericValue => ({ kind: "numbers", values });

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "^": (a, b) => a ** b,
};

const comparing: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

const map = (values: Numbers, f: (value: number) => number): Numbers =>
  typeof values === "number" ? f(values) : values.map((value) => f(value));

function map2(a: Numbers, b: Numbers, f: (a: number, b: number) => number): Numbers {
  if (typeof b === "number") return map(a, (value) => f(value, b));
  if (typeof a === "number") return map(b, (value) => f(a, value));
  return a.map((value, t) => f(value, b[t]));
}

/** The numbers of an expression. Throws where it is of another kind; truth values are 0 and 1. */
function numbersOf(expression: Expression, scope: Scope): Numbers {
  const value = evaluate(expression, scope);
  if (value.kind === "numbers") return value.values;
  if (value.kind === "factor" && isTruth(value)) return truthNumbers(value);
  if (value.kind === "basis" && value.columns.length === 1) return value.columns[0];
  const kind = value.kind === "factor" ? "categories" : value.kind === "basis" ? "several columns" : "a text";
  return scope.fail(expression.at, `numbers expected, but ${printExpression(expression)} is ${kind}`);
}

function compared({ left, right, at }: Binary, operator: Comparison, scope: Scope): NumericValue {
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  if (a.kind === "factor" && b.kind === "text") return isLevel(a, b.text, operator, right.at, scope);
  if (b.kind === "factor" && a.kind === "text") return isLevel(b, a.text, operator, left.at, scope);
  if (a.kind === "text" || b.kind === "text")
    return scope.fail(at, "a text is compared with categories only:");
  const compare = comparing[operator];
  const values = map2(numbersOf(left, scope), numbersOf(right, scope), (p, q) =>
    Number.isNaN(p) || Number.isNaN(q) ? Number.NaN : Number(compare(p, q)),
  );
  return { kind: "numbers", values, truth: true };
}

function isLevel(
  { levels, codes }: FactorValue,
  level: string,
  operator: Comparison,
  at: number,
  { fail }: Scope,
): NumericValue {
  if (operator !== "==" && operator !== "!=") fail(at, `categories compared with ${operator}, not == or !=,`);
  const wanted = levels.indexOf(level);
  if (wanted < 0)
    fail(at, `unknown level "${level}"`, `${suggestion(level, levels)}; known: ${levels.join(", ")}`);
  const values = Float64Array.from(codes, (code) =>
    code < 0 ? Number.NaN : Number((code === wanted) === (operator === "==")),
  );
  return { kind: "numbers", values, truth: true };
}

function called(call: Call, scope: Scope): Value {
  const given = argumentsOf(call.name, call.arguments);
  const x = given.x!;
  switch (call.name) {
    case "I":
      return evaluate(x, scope);
    case "log": {
      const base = given.base === undefined ? undefined : constantOf(given.base, scope);
      return numbers(
        map(numbersOf(x, scope), (value) => (base === undefined ? Math.log(value) : logTo(value, base))),
      );
    }
    case "poly":
      return polynomial(call, given, scope);
    case "ns":
    case "bs":
      return spline(call, given, scope);
    case "scale": {
      const values = columnOf(x, scope);
      const choice = (one?: Expression) => (one === undefined ? true : choiceOf(one, scope));
      const make = () =>
        checkedScale(
          scaleState(countedIn(values, scope.weights), choice(given.center), choice(given.scale)),
          call,
          scope,
        );
      return numbers(scaled(values, scope.state(printExpression(call), "scale", make)));
    }
    case "factor":
      return categories(call, given, scope);
    default:
      return numbers(map(numbersOf(x, scope), elementwise[call.name]));
  }
}

type Given = Readonly<Record<string, Expression | undefined>>;

const logTo = (value: number, base: number): number =>
  base === 10 ? Math.log10(value) : base === 2 ? Math.log2(value) : Math.log(value) / Math.log(base);

function checkedScale<State extends { readonly scale: number }>(
  state: State,
  call: Call,
  { fail }: Scope,
): State {
  if (state.scale > 0) return state;
  return fail(call.at, `values that differ expected in ${printExpression(call)}`);
}

/** 2 to a greater power is no finite number. */
const greatestPower = 1023;

function polynomial(call: Call, given: Given, scope: Scope): Value {
  const x = columnOf(given.x!, scope);
  const degree = given.degree === undefined ? 1 : wholeOf(given.degree, 1, scope);
  if (given.raw !== undefined && truthOf(given.raw, scope)) {
    if (degree > greatestPower) scope.fail(call.at, `degree up to ${greatestPower} expected, not ${degree}`);
    return { kind: "basis", columns: rawPolyColumns(x, degree) };
  }
  const state = scope.state(
    printExpression(call),
    "poly",
    () =>
      polyState(countedIn(x, scope.weights), degree) ??
      scope.fail(call.at, `more than ${degree} distinct values expected in ${printExpression(call)}`),
  );
  return { kind: "basis", columns: polyColumns(x, state) };
}

function spline(call: Call, given: Given, scope: Scope): Value {
  const x = columnOf(given.x!, scope);
  const natural = call.name === "ns";
  const degree = natural || given.degree === undefined ? 3 : wholeOf(given.degree, 1, scope);
  const make = () => {
    const boundary = given["Boundary.knots"];
    const ends = boundary === undefined ? undefined : constantsOf(boundary, scope).sort((a, b) => a - b);
    if (ends !== undefined && ends.length !== 2) scope.fail(boundary!.at, "two boundary knots expected");
    const options = {
      natural,
      degree,
      ...(given.df === undefined ? {} : { df: wholeOf(given.df, 1, scope) }),
      ...(given.knots === undefined ? {} : { knots: constantsOf(given.knots, scope) }),
      intercept: given.intercept !== undefined && truthOf(given.intercept, scope),
      ...(ends === undefined ? {} : { boundary: [ends[0], ends[1]] as const }),
    };
    try {
      return splineState(countedIn(x, scope.weights), options);
    } catch (error) {
      return scope.fail(call.at, `${(error as Error).message} in ${printExpression(call)}`);
    }
  };
  const text = printExpression(call);
  const state = scope.state(text, "spline", make);
  if (state.degree !== degree)
    throw new MoestatError(
      `invalid recipe; degree of ${text} not ${degree}, as its formula has it: ${state.degree}`,
    );
  return { kind: "basis", columns: splineColumns(x, state) };
}

/** Numbers or categories as categories: with the levels given, or all that occur, numbers in ascending order. */
function categories(call: Call, given: Given, scope: Scope): FactorValue {
  const found = categoriesIn(given.x!, scope);
  const levels = given.levels === undefined ? found.levels : textsOf(given.levels, scope);
  const make = () => ({ kind: "levels" as const, levels: occurring(levels, found) });
  const state = scope.state(printExpression(call), "levels", make);
  const codeOf = found.levels.map((level) => state.levels.indexOf(level));
  const unknown = found.codes.findIndex((code) => code >= 0 && codeOf[code] < 0);
  if (unknown >= 0)
    throw new UnknownLevelError(
      printExpression(call),
      found.levels[found.codes[unknown]],
      unknown,
      state.levels,
    );
  return {
    kind: "factor",
    levels: state.levels,
    codes: found.codes.map((code) => (code < 0 ? -1 : codeOf[code])),
  };
}

const occurring = (levels: readonly string[], { levels: found, codes }: FactorValue): string[] => {
  const used = new Set(codes);
  return levels.filter((level) => used.has(found.indexOf(level)));
};

function categoriesIn(expression: Expression, scope: Scope): FactorValue {
  const value = evaluate(expression, scope);
  if (value.kind === "factor") return value;
  const column = columnOf(expression, scope);
  return value.kind === "numbers" && value.truth ? truthFactor(column) : labelled("", column);
}

/** The numbers of an expression, one for each row. */
function columnOf(expression: Expression, scope: Scope): Float64Array {
  const values = numbersOf(expression, scope);
  return typeof values === "number"
    ? scope.fail(expression.at, `a column expected, not ${printExpression(expression)},`)
    : values;
}

/** One number that no data change. */
function constantOf(expression: Expression, scope: Scope): number {
  const values = numbersOf(expression, scope);
  if (typeof values === "number") return values;
  return scope.fail(expression.at, `one number expected, not ${printExpression(expression)},`);
}

/** The entries of c(...), or one number. */
function constantsOf(expression: Expression, scope: Scope): number[] {
  return entriesOf(expression).map((entry) => constantOf(entry, scope));
}

const entriesOf = (expression: Expression): Expression[] =>
  expression.kind === "call" && expression.name === "c"
    ? expression.arguments.map(({ value }) => value)
    : [expression];

function wholeOf(expression: Expression, least: number, scope: Scope): number {
  const value = constantOf(expression, scope);
  if (Number.isInteger(value) && value >= least) return value;
  return scope.fail(expression.at, `a whole number from ${least} expected, not ${value},`);
}

/** TRUE or FALSE, or R's short T and F. */
function truthOf(expression: Expression, { fail }: Scope): boolean {
  if (expression.kind === "truth") return expression.value;
  if (expression.kind === "column" && /^[TF]$/.test(expression.name)) return expression.name === "T";
  return fail(expression.at, `TRUE or FALSE expected, not ${printExpression(expression)},`);
}

const choiceOf = (expression: Expression, scope: Scope): boolean | number =>
  expression.kind === "truth" || expression.kind === "column"
    ? truthOf(expression, scope)
    : constantOf(expression, scope);

const textsOf = (expression: Expression, scope: Scope): string[] =>
  entriesOf(expression).map((entry) =>
    entry.kind === "text" ? entry.value : numberText(constantOf(entry, scope), 15),
  );
