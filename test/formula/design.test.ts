import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { gaussian } from "../../src/experts/gaussian.js";
import { fit } from "../../src/fit/fit.js";
import { completeRows } from "../../src/formula/completeRows.js";
import { applyRecipe, designOf } from "../../src/formula/design.js";
import { formulaData } from "../../src/formula/formulaData.js";
import { UnknownLevelError } from "../../src/formula/formulaError.js";
import type { Part } from "../../src/formula/part.js";
import type { Recipe } from "../../src/formula/recipe.js";
import { softmax } from "../../src/gatings/softmax.js";
import { moe } from "../../src/model/model.js";
import { stream } from "../../src/random/stream.js";
import { tableOf } from "../../src/table/tableOf.js";

/** What R made of a formula: see test/r/model-matrix.R. */
interface MatrixOfR {
  readonly names: readonly string[];
  readonly columns: readonly (readonly number[])[];
  readonly offset?: readonly number[];
}
const { data, fresh, cases } = JSON.parse(
  readFileSync(new URL("../../../test/data/model-matrix.json", import.meta.url), "utf8"),
) as {
  readonly data: Record<string, readonly (number | string)[]>;
  readonly fresh: Record<string, readonly (number | string)[]>;
  readonly cases: readonly {
    readonly formula: string;
    readonly fit: MatrixOfR;
    readonly fresh: MatrixOfR;
  }[];
};

const table = tableOf(data);

// Both round each value a few times; beyond boundary knots values are in the thousands.
const near = (found: number, expected: number, what: string) =>
  assert.ok(
    Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${found}, R: ${expected}`,
  );

function same({ names, columns, intercept, offset }: Part, ofR: MatrixOfR): void {
  assert.equal(intercept, ofR.names[0] === "(Intercept)");
  const from = intercept ? 1 : 0;
  assert.deepEqual(names, ofR.names.slice(from));
  ofR.columns.slice(from).forEach((values, j) => {
    values.forEach((value, t) => {
      near(columns[j][t], value, `${names[j]}[${t}]`);
    });
  });
  assert.equal(offset === undefined, ofR.offset === undefined);
  ofR.offset?.forEach((value, t) => {
    near(offset![t], value, `offset[${t}]`);
  });
}

describe("a design", () => {
  for (const { formula, fit, fresh: new_ } of cases)
    it(`of ${formula} has the names and values of R's model.matrix, also for new rows`, () => {
      const design = designOf(formula, table);
      same(design.experts, fit);
      const recipe = JSON.parse(JSON.stringify(design.recipe));
      same(applyRecipe(recipe, tableOf(fresh)).experts, new_);
    });

  it("gives the gate the terms after the bar, and without one those of the experts with an intercept", () => {
    const own = designOf("y ~ dose - 1 | sex + age", table);
    assert.deepEqual([own.gate.names, own.gate.intercept], [["sexmale", "age"], true]);
    const none = designOf("y ~ dose | 1", table);
    assert.deepEqual([none.gate.names, none.gate.intercept], [[], true]);
    assert.deepEqual([designOf("y ~ 1 | dose", table).experts.names], [[]]);
    const same = designOf("y ~ dose + sex + offset(age)", table);
    assert.equal(same.gate.columns, same.experts.columns);
    assert.equal(same.gate.offset, undefined);
    const through = designOf("y ~ sex + dose - 1", table);
    assert.deepEqual(through.experts.names, ["sexfemale", "sexmale", "dose"]);
    assert.deepEqual([through.gate.names, through.gate.intercept], [["sexmale", "dose"], true]);
  });

  it("has a response of numbers, categories or counts", () => {
    const logged = designOf("log(time) ~ dose", table).response;
    assert.ok(logged?.kind === "numeric" && logged.name === "log(time)");
    near(logged.values[3], Math.log(data.time[3] as number), "log(time)");
    const classes = designOf("site ~ dose", table).response;
    assert.ok(classes?.kind === "factor" && classes.name === "site");
    assert.deepEqual(classes.levels, ["a", "b", "c", "d"]);
    const counts = designOf("cbind(s, f - s/2) ~ .", table);
    assert.ok(counts.response?.kind === "counts" && counts.response.name === "cbind(s, f - s/2)");
    assert.equal(counts.response.failures[0], 4 - 3 / 2);
    assert.ok(!counts.experts.names.includes("s") && !counts.experts.names.includes("f"));
    assert.equal(designOf("~ dose", table).response, undefined);
  });

  it("leaves out levels that do not occur, the reference too", () => {
    const few = {
      n: 3,
      columns: [
        { kind: "factor", name: "g", levels: ["a", "b", "c", "d"], codes: Int32Array.of(3, 1, 3) },
      ] as const,
    };
    const { experts, recipe } = designOf("~ g", few);
    assert.deepEqual(experts.names, ["gd"]);
    assert.deepEqual(recipe.columns, [{ name: "g", kind: "factor", levels: ["b", "d"] }]);
  });

  it("does not look at columns that are taken out again", () => {
    const withId = tableOf({ y: [1, 2, 3], x: [3, 1, 2], id: ["u", "u", null], z: [1, null, 3] });
    assert.deepEqual(designOf("y ~ . - id - z", withId).experts.names, ["x"]);
    assert.deepEqual([...completeRows("y ~ . - id - z", withId)], [0, 1, 2]);
    assert.deepEqual([...completeRows("y ~ x | z", withId)], [0, 2]);
  });

  it("holds NaN where cells are missing, and takes knots and polynomials from those that are there", () => {
    const holes = tableOf({ y: [1, 2, 3, 4, null], x: [1, null, 2, 4, 8], g: ["a", "b", "a", null, "b"] });
    const { experts, response, recipe } = designOf("y ~ poly(x, 1) + ns(x, 2) + g", holes);
    assert.deepEqual(
      experts.columns.map((column) => [...column].map(Number.isNaN)),
      [
        [false, true, false, false, false],
        [false, true, false, false, false],
        [false, true, false, false, false],
        [false, false, false, true, false],
      ],
    );
    assert.ok(response?.kind === "numeric" && Number.isNaN(response.values[4]));
    assert.deepEqual(recipe.computed[0].state, { kind: "poly", alpha: [3.75], norm2: [1, 4, 28.75] });
    assert.deepEqual([...completeRows(recipe, holes)], [0, 2]);
    assert.deepEqual([...completeRows(recipe, holes, { response: false })], [0, 2, 4]);
  });

  it("does not fit a table says what is wrong in which place", () => {
    const small = tableOf({ y: [1, 2, 0], dose: [1, 2, 3], sex: ["f", "m", "f"], one: ["a", "a", "a"] });
    const throws = (formula: string, expected: string) =>
      assert.throws(
        () => designOf(formula, small),
        (error: Error) => error.message === expected || assert.equal(error.message, expected),
      );
    throws(
      "y ~ dose + dos",
      'unknown column "dos" at character 12 of formula "y ~ dose + dos"; did you mean "dose"? Known: "y", "dose", "sex", "one"',
    );
    throws("y ~ dose + y", 'the response y is an input too at character 12 of formula "y ~ dose + y"');
    throws("y ~ one", 'two levels expected, but one has a alone at character 5 of formula "y ~ one"');
    throws("log(y) ~ dose", "invalid log(y) in row 3; not finite: -Infinity (y = 0)");
    throws("y ~ I(1/(dose - 2))", "invalid I(1/(dose - 2)) in row 2; not finite: Infinity (dose = 2)");
    throws(
      "y ~ sqrt(sex)",
      'numbers expected, but sex is categories at character 10 of formula "y ~ sqrt(sex)"',
    );
    throws(
      "y ~ poly(dose, 3)",
      'more than 3 distinct values expected in poly(dose, 3) at character 5 of formula "y ~ poly(dose, 3)"',
    );
    throws(
      "y ~ bs(dose, 2)",
      'df from 3 expected, not 2 in bs(dose, 2) at character 5 of formula "y ~ bs(dose, 2)"',
    );
    throws(
      "y ~ ns(dose, 4294967296)",
      'df up to 3 expected, the number of values, not 4294967296 in ns(dose, 4294967296) at character 5 of formula "y ~ ns(dose, 4294967296)"',
    );
    throws(
      "y ~ bs(dose, degree = 4294967296)",
      'degree up to 3 expected, the number of values, not 4294967296 in bs(dose, degree = 4294967296) at character 5 of formula "y ~ bs(dose, degree = 4294967296)"',
    );
    throws(
      "y ~ poly(dose, 4294967296, TRUE)",
      'degree up to 1023 expected, not 4294967296 at character 5 of formula "y ~ poly(dose, 4294967296, TRUE)"',
    );
    throws(
      "y ~ ns(dose, knots = 3)",
      'knots between 1 and 3 expected, not at 3 in ns(dose, knots = 3) at character 5 of formula "y ~ ns(dose, knots = 3)"',
    );
    throws(
      'y ~ I(sex == "x")',
      'unknown level "x" at character 14 of formula "y ~ I(sex == "x")"; known: f, m',
    );
    throws(
      "y ~ poly(dose, dose)",
      'one number expected, not dose, at character 16 of formula "y ~ poly(dose, dose)"',
    );
    throws(
      "y ~ ns(dose, df = c(1, 2))",
      'one value expected, not c(1, 2), at character 19 of formula "y ~ ns(dose, df = c(1, 2))"',
    );
    throws(
      "y ~ scale(dose, c(1, 2))",
      'one value expected, not c(1, 2), at character 17 of formula "y ~ scale(dose, c(1, 2))"',
    );
    throws(
      "y ~ log(c(2, 3))",
      'one value expected, not c(2, 3), at character 9 of formula "y ~ log(c(2, 3))"',
    );
    throws(
      "cbind(c(1, 2), y) ~ dose",
      'one value expected, not c(1, 2), at character 7 of formula "cbind(c(1, 2), y) ~ dose"',
    );
    throws(
      "y ~ I(2)",
      'a column expected, but I(2) is the same in all rows at character 5 of formula "y ~ I(2)"',
    );
    throws(
      "y ~ dose | dos",
      'unknown column "dos" at character 12 of formula "y ~ dose | dos"; did you mean "dose"? Known: "y", "dose", "sex", "one"',
    );
  });
});

describe("a recipe", () => {
  const { recipe } = designOf("log(time) ~ ns(dose, 3) * site | scale(age) + smoker", table);

  it("is plain data and makes the same of the same rows", () => {
    const copy = JSON.parse(JSON.stringify(recipe));
    assert.deepEqual(copy, recipe);
    assert.deepEqual(applyRecipe(copy, table), designOf(recipe.formula, table));
  });

  it("needs no response, and leaves it out where it is not asked for", () => {
    const { time: _, ...inputs } = fresh;
    assert.equal(applyRecipe(recipe, tableOf(inputs)).response, undefined);
    assert.equal(applyRecipe(recipe, table, { response: false }).response, undefined);
    assert.notEqual(applyRecipe(recipe, table).response, undefined);
  });

  it("refuses a level that it does not know, and says which it knows", () => {
    const unknown = { ...fresh, site: ["a", "b", "e", "a", "d", "c", "c"] };
    assert.throws(
      () => applyRecipe(recipe, tableOf(unknown)),
      (error: unknown) => {
        assert.ok(error instanceof UnknownLevelError);
        assert.deepEqual([error.column, error.level, error.row], ["site", "e", 2]);
        assert.equal(error.message, 'unknown level "e" of column "site" in row 3; known: a, b, c, d');
        return true;
      },
    );
  });

  it("refuses texts where numbers were, and takes a column without values for either", () => {
    const empty = [null, null, null, null, null, null, null];
    const texts = { ...fresh, dose: ["1", "2", "3", "x", "5", "6", "7"] };
    assert.throws(() => applyRecipe(recipe, tableOf(texts)), {
      name: "RowError",
      message: 'invalid row 1, column "dose"; not a number: "1"',
    });
    const { gate, experts } = applyRecipe(recipe, tableOf({ ...fresh, site: empty, age: empty }));
    assert.ok(Number.isNaN(experts.columns[3][0]) && Number.isNaN(gate.columns[0][0]));
    assert.ok(Number.isFinite(experts.columns[0][0]) && Number.isFinite(gate.columns[1][0]));
  });

  it("that was damaged says so", () => {
    const damaged = (change: object) => () => applyRecipe({ ...recipe, ...change } as Recipe, table);
    assert.throws(damaged({ computed: [] }), {
      message: "invalid recipe; it lacks what was computed for ns(dose, 3)",
    });
    assert.throws(damaged({ gate: ["age"] }), {
      message: "invalid recipe; its formula makes other columns of the gate than it names",
    });
    const computed = recipe.computed.map(({ call, state }) => ({ call, state: { ...state, degree: 1e9 } }));
    assert.throws(damaged({ computed }), {
      message: "invalid recipe; degree of ns(dose, 3) not 3, as its formula has it: 1000000000",
    });
    assert.throws(damaged({ columns: 1 }), { message: "invalid recipe; columns is not a list: 1" });
  });
});

describe("the data of a formula", () => {
  it("are of rows as often as their weights say", () => {
    const uniform = stream("weights of a formula");
    const rows = Array.from({ length: 40 }, (_, t) => {
      const x = uniform() < 0.2 ? null : 4 * uniform() - 1;
      return { x, y: uniform(), w: t % 7 === 0 ? 0 : 1 + Math.floor(3 * uniform()) };
    });
    const columnsOf = (of: typeof rows) => ({ x: of.map(({ x }) => x), y: of.map(({ y }) => y) });
    const weighted = tableOf({ ...columnsOf(rows), w: rows.map(({ w }) => w) });
    const repeated = tableOf(columnsOf(rows.flatMap((row) => Array.from({ length: row.w }, () => row))));
    const terms = "poly(x, 3) + ns(x, 4) + bs(x, df = 6) + scale(x) + ns(x, 3, Boundary.knots = c(0, 2))";
    for (const formula of [`y ~ ${terms} | scale(x, center = FALSE)`, "y ~ ."]) {
      const found = formulaData(formula, weighted, { weights: "w" });
      const expected = formulaData(formula, repeated);
      assert.deepEqual(found.names, expected.names);
      const { weights, n } = found.sample;
      const copies = Array.from({ length: n }, (_, t) => new Array<number>(weights![t]).fill(t)).flat();
      assert.equal(copies.length, expected.sample.n);
      expected.sample.x.forEach((column, j) => {
        copies.forEach((t, s) => {
          near(found.sample.x[j][t], column[s], `${found.names[j]}[${s}]`);
        });
      });
    }
    const refused = (w: readonly (number | string)[], message: string | RegExp) =>
      assert.throws(() => formulaData("y ~ x", tableOf({ x: [1, 2], y: [2, 1], w }), { weights: "w" }), {
        message,
      });
    refused([1, -2], "invalid weights in row 2; negative: -2");
    const table = tableOf({ x: [1, 2], y: [2, 1] });
    assert.throws(() => designOf("y ~ x", table, { weights: Float64Array.of(1) }), {
      message: "invalid weights; 2 expected, one per row: 1",
    });
    assert.throws(() => designOf("y ~ x", table, { weights: Float64Array.of(1, 0) }), {
      message: "invalid weights in row 2; not a finite positive number: 0",
    });
    refused(["a", "b"], 'invalid weights; categories, not numbers: "w"');
  });

  it("are the complete rows, with the columns of both parts once", () => {
    const holes = tableOf({ ...data, age: [null, ...data.age.slice(1)] });
    const { sample, inputs, intercept, names, rows } = formulaData("y ~ dose + age - 1 | age + sex", holes);
    assert.deepEqual(names, ["dose", "age", "sexmale"]);
    assert.deepEqual(inputs, { gating: [1, 2], experts: [0, 1], columns: 3 });
    assert.deepEqual(intercept, { gating: true, experts: false });
    assert.deepEqual([sample.n, sample.d, rows[0]], [table.n - 1, 3, 1]);
    assert.equal(sample.y[0], data.y[1]);
  });

  it("fit a model", () => {
    const { sample, inputs, intercept } = formulaData("y ~ dose + offset(age/50) | 1", table);
    const model = moe({ gating: softmax(), expert: gaussian(), k: 1, inputs, intercept });
    // One expert is least squares on what the offset leaves.
    const found = fit(model, sample, { seed: "formula" }).params.experts;
    const left = sample.y.map((y, t) => y - sample.offset![t]);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value) / values.length;
    const centred = sample.x[0].map((x) => x - mean(sample.x[0]));
    const slope = mean(centred.map((x, t) => x * left[t])) / mean(centred.map((x) => x * x));
    assert.ok(Math.abs((found.a as number[][])[0][0] - slope) < 1e-8);
  });

  it("are successes with their numbers of trials where the response is counts of both", () => {
    const { sample, recipe } = formulaData("cbind(s, f) ~ dose", table);
    assert.deepEqual([...sample.y], data.s);
    assert.deepEqual(
      [...(sample.trials as Float64Array)],
      data.s.map((count, t) => (count as number) + (data.f[t] as number)),
    );
    assert.equal(recipe.formula, "cbind(s, f) ~ dose");
  });

  it("are classes from 1 where the response is one of categories", () => {
    const { sample, labels } = formulaData("site ~ dose", table);
    assert.deepEqual(labels, ["a", "b", "c", "d"]);
    assert.deepEqual(
      [...sample.y].map((y) => labels![y - 1]),
      data.site,
    );
    assert.throws(() => formulaData("~ dose", table), { message: 'invalid formula "~ dose"; no response' });
  });
});
