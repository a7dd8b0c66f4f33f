import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Formula } from "../../src/formula/ast.js";
import { expandTerms } from "../../src/formula/expandTerms.js";
import { FormulaError } from "../../src/formula/formulaError.js";
import { parseFormula } from "../../src/formula/parseFormula.js";
import { printExpression, printFormula } from "../../src/formula/print.js";

const names = fc.constantFrom(
  "dose",
  "sex",
  "`Blood pressure, sys`",
  "x.1",
  "`a\\`b\\\\`",
  "Größe",
  ".z",
  "`T F`",
);
const numbers = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000 }).map(String),
  fc.double({ min: 1e-8, max: 1e12, noNaN: true }).map(String),
  fc.constantFrom("2L", ".5", "3.", "1e-4", "1e5"),
);
const { arithmetic } = fc.letrec<{ arithmetic: string }>((tie) => ({
  arithmetic: fc.oneof(
    { maxDepth: 4 },
    names,
    numbers,
    fc
      .tuple(tie("arithmetic"), fc.constantFrom("+", "-", "*", "/", "^"), tie("arithmetic"))
      .map(([a, operator, b]) => `${a}${operator}${b}`),
    tie("arithmetic").map((a) => `(${a})`),
    tie("arithmetic").map((a) => `-${a}`),
    fc.constantFrom("log", "exp", "sqrt", "I").chain((f) => tie("arithmetic").map((a) => `${f}( ${a})`)),
  ),
}));
const variables = fc.oneof(
  names,
  fc.constant("."),
  arithmetic.map((a) => `I(${a})`),
  fc.tuple(arithmetic, arithmetic).map(([a, b]) => `I(${a} <= ${b})`),
  fc
    .tuple(names, fc.integer({ min: 1, max: 5 }))
    .map(([a, degree]) => `poly(${a},degree=${degree},raw=TRUE)`),
  names.map((a) => `ns(${a}, knots = c(1,2.5))`),
  names.map((a) => `factor(${a},levels=c("a \\"b\\"",'c'))`),
);
const { terms } = fc.letrec<{ terms: string }>((tie) => ({
  terms: fc.oneof(
    { maxDepth: 4 },
    variables,
    fc
      .tuple(tie("terms"), fc.constantFrom("+", " - ", "*", ":", "/"), tie("terms"))
      .map(([a, operator, b]) => `${a}${operator}${b}`),
    tie("terms").map((a) => `(${a})^2`),
    tie("terms").map((a) => `(${a})`),
  ),
}));
const responses = fc.oneof(
  names,
  arithmetic.map((a) => `log(dose + ${a}) `),
  fc.constant("cbind(s, n - s)"),
  fc.constant(""),
);
const formulas = fc
  .tuple(responses, terms, fc.option(terms, { nil: undefined }), fc.constantFrom("", " - 1", "+0"))
  .map(([y, experts, gate, end]) => `${y}~${experts}${end}${gate === undefined ? "" : `|${gate}`}`);

/** A formula without its text and places. */
const meaning = ({ response, experts, gate }: Formula) =>
  JSON.stringify([response, experts, gate], (key, value) => (key === "at" ? undefined : value));

const termsOf = (text: string) => {
  const { variables, terms, intercept } = expandTerms(parseFormula(`~ ${text}`).experts);
  const all = terms.map(({ factors }) => factors.map((i) => printExpression(variables[i])).join(":"));
  return intercept ? ["1", ...all] : all;
};

/** As a set of sets. */
const unordered = (text: string) =>
  termsOf(text)
    .map((term) => term.split(":").sort().join(":"))
    .sort();

const message = (text: string): string => {
  try {
    parseFormula(text);
  } catch (error) {
    assert.ok(error instanceof FormulaError);
    assert.equal(error.formula, text);
    return `${error.at}: ${error.message}`;
  }
  throw new Error(`no error in ${text}`);
};

describe("a formula", () => {
  it("is the same after it was printed and read again", () => {
    fc.assert(
      fc.property(formulas, (text) => {
        const formula = parseFormula(text);
        const printed = printFormula(formula);
        assert.equal(meaning(parseFormula(printed)), meaning(formula));
        assert.equal(printFormula(parseFormula(printed)), printed);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("is plain data", () => {
    const formula = parseFormula("log(y) ~ dose * sex + poly(age, 2) | dose");
    assert.deepEqual(JSON.parse(JSON.stringify(formula)), formula);
    assert.deepEqual(formula.gate, { kind: "column", name: "dose", at: 37 });
  });

  it("is printed as R writes it", () => {
    const text = "I(log( `Blood pressure, sys`,base=2L)*1e5+0.1-x/2^-3)~a+(b-1)+b:c+poly(x,2,raw=T)|1";
    assert.equal(
      printFormula(parseFormula(text)),
      "I(log(`Blood pressure, sys`, base = 2L) * 1e+05 + 0.1 - x/2^-3) ~ a + (b - 1) + b:c + poly(x, 2, raw = T) | 1",
    );
  });

  it("binds operators as R does", () => {
    const inner = (text: string) => {
      const { experts } = parseFormula(`~ I(${text})`);
      const grouped = (e: typeof experts): string => {
        if (e.kind === "binary") return `(${grouped(e.left)} ${e.operator} ${grouped(e.right)})`;
        if (e.kind === "unary") return `(${e.operator} ${grouped(e.operand)})`;
        return e.kind === "call" ? grouped(e.arguments[0].value) : printExpression(e);
      };
      return grouped(experts);
    };
    assert.equal(inner("a + b * c ^ d ^ e"), "(a + (b * (c ^ (d ^ e))))");
    assert.equal(inner("-a^2 - b - c"), "(((- (a ^ 2)) - b) - c)");
    assert.equal(inner("2 ** -a * b / c"), "(((2 ^ (- a)) * b) / c)");
    assert.equal(inner("a + 1 > b * 2"), "((a + 1) > (b * 2))");
    assert.deepEqual(termsOf("a * b:c"), ["1", "a", "b:c", "a:b:c"]);
  });

  it("expands its operators as R does", () => {
    assert.deepEqual(termsOf("(a + b + c)^2"), ["1", "a", "b", "c", "a:b", "a:c", "b:c"]);
    assert.deepEqual(termsOf("b:a + a + c - 1"), ["a", "c", "b:a"]);
    assert.deepEqual(termsOf("a * b * c - a:b:c - (b + 1)"), ["a", "c", "a:b", "a:c", "b:c"]);
    assert.deepEqual(termsOf("(a + b)/c"), ["1", "a", "b", "a:b:c"]);
    assert.deepEqual(termsOf("a - 0"), ["1", "a"]);
    assert.deepEqual(termsOf("a + 0 + 1"), ["1", "a"]);
    assert.deepEqual(termsOf("log(a) + log( a ) + a^3 + a:a"), ["1", "log(a)", "a"]);
  });

  it("has the same terms in whatever order those that commute are written", () => {
    fc.assert(
      fc.property(terms, terms, terms, (a, b, c) => {
        assert.deepEqual(unordered(`(${a}) + (${b})`), unordered(`(${b}) + (${a})`));
        assert.deepEqual(unordered(`(${a}) * (${b})`), unordered(`(${b}) * (${a})`));
        assert.deepEqual(unordered(`(${a}):(${b})`), unordered(`(${b}):(${a})`));
        assert.deepEqual(
          unordered(`((${a}) + (${b}) + (${c}))^2`),
          unordered(`((${c}) + (${a}) + (${b}))^2`),
        );
        assert.deepEqual(unordered(`((${a}) * (${b})) * (${c})`), unordered(`(${a}) * ((${b}) * (${c}))`));
        assert.deepEqual(unordered(`(${a}) + (${a})`), unordered(a));
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("that cannot be read says what was expected where", () => {
    for (const [text, expected] of Object.entries({
      "y ~": "3: a column, a function or a number expected at character 4 of formula",
      "y dose": '2: "~" expected, not dose, at character 3 of formula "y dose"',
      "y ~ dose * (sex": '15: ")" expected at character 16 of formula',
      "y ~ ply(dose, 2)":
        '4: unknown function "ply" at character 5 of formula "y ~ ply(dose, 2)"; did you mean "poly"?',
      "y ~ toString(dose)": '4: unknown function "toString" at character 5',
      "y ~ poly(dose, degre = 2)": '23: unknown argument "degre" of poly(x, degree, raw) at character 24',
      "y ~ ns(dose, 3, df = 3, df = 4)": '21: argument "df" given twice at character 22',
      "y ~ sqrt(dose, 2)": "15: more arguments than those of sqrt(x) at character 16",
      "y ~ log()": '4: missing argument "x" of log(x, base) at character 5',
      "y ~ dose + 2": "11: unexpected number 2 at character 12 of formula",
      "y ~ dose/2": "9: unexpected number 2 at character 10 of formula",
      "y ~ dose > 1": "9: unexpected > at character 10 of formula",
      "y ~ dose^0.5": "9: a whole number from 1 expected as the power of terms at character 10",
      "y ~ I(dose:sex)": "10: unexpected : at character 11",
      "y ~ log(.)": "8: unexpected . at character 9",
      "y ~ blood pressure": "10: an operator or the end expected, not pressure, at character 11",
      "y ~ `blood": "4: closing ` missing for the one at character 5",
      "y ~ dose @ sex": "9: unexpected @ at character 10",
      "y ~ dose | sex | age": "15: the end expected, not |, at character 16",
      "y ~ dose | offset(age)": "11: unexpected offset() at character 12",
      "y ~ sex:offset(age)": "8: unexpected offset() at character 9",
      "y ~ sex - offset(age)": "10: unexpected offset() at character 11",
      "y ~ cbind(a, b)": "4: unexpected cbind() at character 5",
      "1 ~ dose": "0: a column expected as the response at character 1",
      "y ~ NULL": "4: unexpected NULL at character 5",
      "y ~ I(1e999)": "6: not a finite number: 1e999 at character 7",
    }))
      assert.ok(message(text).startsWith(expected), `${text}: ${message(text)}`);
    assert.match(message("y ~ blood pressure"), /names of several words stand in backquotes$/);
    assert.match(message("y ~ dose/2"), /arithmetic stands in I\(\), as in I\(x \/ 2\)$/);
    assert.throws(() => parseFormula(null as never), { message: "invalid formula; not a text: null" });
  });
});
