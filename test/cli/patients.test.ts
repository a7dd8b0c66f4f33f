import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { assertRefused, bench, outputOf } from "./process.js";
import { rowsOf, unwrapped } from "./samples.js";
import { file, fresh, ward } from "./ward.js";

/** What lm makes of a formula, and predicts for the two rows of `fresh`; see `test/r/patients.R`. */
interface Expected {
  readonly formula: string;
  readonly weights?: string;
  readonly n: number;
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  readonly logLik: number;
  readonly predicted?: readonly number[];
}

const expected: Expected[] = JSON.parse(readFileSync(file("patients.json"), "utf8"));

// R and the fit solve least squares by different ways; 1e-8 leaves room for a condition number of 1e5.
const isNear = (value: number, right: number) =>
  Math.abs(value - right) <= 1e-8 * Math.max(1, Math.abs(right));
const areNear = (values: readonly number[], right: readonly number[]) =>
  assert.ok(
    values.length === right.length && values.every((value, i) => isNear(value, right[i])),
    `${values} and ${right}`,
  );

describe("a table with categories and missing cells", { concurrency: true }, () => {
  const one = ["fit", "patients.csv", "--experts", "1"];

  it("is fitted as lm does it, and predicted from raw rows", async (t) => {
    const { moestat, write } = ward(t);
    const [{ n, names, coefficients, logLik, predicted }] = expected;
    const args = [...one, "--response", "y", "--inputs", "dose,sex,grade", "--json"];
    const fit = JSON.parse(outputOf(await moestat(...args)));
    assert.deepEqual([fit.n, fit.data.dropped, ["(Intercept)", ...fit.inputs]], [n, 3, names]);
    areNear([fit.params.experts.b[0], ...fit.params.experts.a[0]], coefficients);
    areNear([fit.logLik], [logLik]);
    write("fit.json", fit);
    const lines = outputOf(await moestat("predict", "fit.json", "fresh.csv"))
      .trim()
      .split("\n");
    assert.deepEqual(
      lines.map((line) => line.replace(/,[^,]*$/, "")),
      fresh.trim().split("\n"),
    );
    areNear(
      lines.slice(1).map((line) => Number(line.split(",").at(-1))),
      predicted!,
    );
  });

  it("is told by the reference level that holds, and refuses one that would not", async (t) => {
    const { moestat } = ward(t);
    const fit = (formula: string, ...more: string[]) =>
      moestat("fit", "patients.csv", "--experts", "1", "--formula", formula, ...more);
    const listed = 'y ~ factor(sex, levels = c("male", "female")) + I(grade == "low") + factor(weight)';
    assert.match(
      unwrapped(outputOf(await fit(listed))),
      /^reference levels: factor\(sex, levels = c\("male", "female"\)\) male, factor\(weight\) 0$/m,
    );
    assertRefused(
      await fit(listed, "--reference", "sex=female"),
      'invalid --reference sex=female; the reference level of factor(sex, levels = c("male", "female")) is male',
    );
    assertRefused(
      await fit("y ~ dose", "--reference", "sex=male"),
      'invalid --reference sex=male; "sex" is no term of y ~ dose',
    );
    outputOf(await fit("y ~ factor(sex)", "--reference", "sex=male"));
  });

  it("has no reference level where each level has a column", async (t) => {
    const { moestat, read } = ward(t);
    const told = async (formula: string) => {
      const args = ["patients.csv", "--experts", "1", "--formula", formula, "--out", "fit.json"];
      const report = unwrapped(outputOf(await moestat("fit", ...args)));
      const [line] = report.match(/^reference levels: .*$/m) ?? [];
      const shown = unwrapped(outputOf(await moestat("show", "fit.json")));
      assert.equal(shown.match(/^reference levels: .*$/m)?.[0], line);
      assert.ok(read("fit.json").includes('"recipe"'));
      return line;
    };
    assert.equal(await told("y ~ 0 + sex | 1"), undefined);
    assert.equal(await told("y ~ 0 + sex"), "reference levels: sex female");
    assert.equal(await told("y ~ dose:sex"), undefined);
    assert.equal(await told("y ~ 0 + sex + grade | 1"), "reference levels: grade high");
    // Truth values are categories as well, so that theirs take the place of the intercept.
    assert.equal(await told("y ~ 0 + I(dose > 5) + sex | 1"), "reference levels: sex female");
  });

  it("says how the gate is told apart where its intercept is one too many", async (t) => {
    const { moestat } = ward(t);
    const fit = (formula: string) => moestat("fit", "patients.csv", "--experts", "1", "--formula", formula);
    assertRefused(
      await fit("y ~ grade:sex - 1"),
      'invalid formula "y ~ grade:sex - 1"; the gate has its terms beside an intercept, where they are linearly dependent: give it others after a bar, or none as in "y ~ grade:sex - 1 | 1"',
    );
    outputOf(await fit("y ~ grade:sex - 1 | 1"));
    // Here the experts' own terms are at fault.
    const { stderr } = await fit("y ~ dose + dose:sex - 1");
    assert.match(stderr, /of the (gate|experts); linearly dependent/);
  });

  it("is reported with its file, what was left out, and the reference levels", async (t) => {
    const { moestat } = ward(t);
    const args = [
      ...one,
      "--response",
      "y",
      "--inputs",
      "dose,sex",
      "--inputs",
      "grade",
      "--reference",
      "sex=male,grade=low",
    ];
    const report = outputOf(await moestat(...args));
    for (const part of [
      "patients.csv: 117 rows; y ~ dose + sex + grade",
      "read with semicolons between cells and decimal commas",
      "the first column has no name: it is taken for row names and passed over",
      '3 of 120 rows left out for missing cells: column "dose" lacks 2, the most',
      "reference levels: sex male, grade low",
      "mean sexfemale ",
      "mean gradehigh ",
      "mean grademid ",
    ])
      assert.ok(report.includes(part), `"${part}" is not in:\n${report}`);
  });

  it("has all columns but the response and the excluded ones as inputs", async (t) => {
    const { moestat } = ward(t);
    const args = [
      ...one,
      "--response",
      "y",
      "--exclude",
      "weight,time",
      "--exclude",
      "Blood pressure, sys",
      "--json",
    ];
    const { formula } = JSON.parse(outputOf(await moestat(...args)));
    assert.equal(formula, "y ~ dose + sex + grade");
  });

  it("is refused in its first missing cell where one wishes so", async (t) => {
    const args = [...one, "--response", "y", "--inputs", "sex,dose", "--missing", "error"];
    assertRefused(await ward(t).moestat(...args), 'invalid line 8, column "dose", of patients.csv; missing');
  });

  for (const { formula, weights, n, names, coefficients, logLik, predicted } of expected)
    it(`is fitted by ${formula}${weights === undefined ? "" : " with weights"} as lm does it, and predicted from raw rows`, async (t) => {
      const { moestat, write } = ward(t);
      const weighted = weights === undefined ? [] : ["--weights", weights];
      const fit = JSON.parse(outputOf(await moestat(...one, "--formula", formula, ...weighted, "--json")));
      assert.deepEqual([fit.n, fit.formula], [n, formula]);
      const terms = names.filter((name) => name !== "(Intercept)");
      assert.deepEqual(fit.inputs, terms);
      const { a = [[]], b } = fit.params.experts;
      areNear(terms.length < names.length ? [b[0], ...a[0]] : a[0], coefficients);
      areNear([fit.logLik], [logLik]);
      if (predicted === undefined) return;
      write("fit.json", fit);
      const lines = outputOf(await moestat("predict", "fit.json", "fresh.csv"))
        .trim()
        .split("\n");
      areNear(
        lines.slice(1).map((line) => Number(line.split(",").at(-1))),
        predicted,
      );
    });

  it("may show the gate other inputs than the experts", async (t) => {
    const { moestat } = ward(t);
    const apart = "y ~ `Blood pressure, sys` + sex | dose - sex";
    const args = ["fit", "patients.csv", "--experts", "2", "--formula", apart, "--out", "fit.json"];
    const report = outputOf(await moestat(...args));
    assert.match(report, /gate dose +beta1/);
    assert.match(report, /mean sexmale +a /);
    assert.doesNotMatch(report, /gate sexmale|mean dose/);
    const rows = outputOf(await moestat("predict", "fit.json", "fresh.csv"))
      .trim()
      .split("\n");
    assert.ok(rows.slice(1).every((row) => Number.isFinite(Number(row.split(",").at(-1)))));
    const { losses } = JSON.parse(outputOf(await moestat("loss", "fit.json", "fit.json", "--json")));
    assert.ok(losses.d1 < 1e-12);
  });

  it("may have counts of successes and failures, for binomial experts", async (t) => {
    const { moestat, write } = ward(t);
    write("counts.csv", "site,s,f\na,3,5\na,4,1\nb,2,9\nb,6,3\n");
    const args = ["fit", "counts.csv", "--experts", "1", "--formula", "cbind(s, f) ~ site | 1", "--json"];
    const { params, response } = JSON.parse(outputOf(await moestat(...args, "--expert", "binomial")));
    assert.equal(response, "cbind(s, f)");
    // The log odds of the sites' totals, 7 of 13 and 8 of 20.
    const [a, b] = [Math.log(7 / 6), Math.log(8 / 12)];
    areNear([params.experts.b[0], params.experts.a[0][0]], [a, b - a]);
  });

  it("is refused with the place where a formula goes wrong, and what may be meant", async (t) => {
    const { moestat } = ward(t);
    const refused = async (formula: string, ...parts: string[]) =>
      assertRefused(await moestat(...one, "--formula", formula), ...parts);
    await refused("y dose", 'at character 3 of formula "y dose"');
    await refused("y ~ dose +", "at character 11 of formula");
    await refused("~ dose", 'invalid formula "~ dose"; a response is needed before ~');
    await refused("log(dose - 4.88) ~ sex", "patients.csv: invalid log(dose - 4.88) in line ");
    await refused("cbind(weight, time) ~ sex", "for --expert binomial");
    await refused("sex ~ dose", 'invalid line 2, column "sex", of patients.csv; not a number: "male"');
    await refused("y ~ dsoe", 'unknown column "dsoe"', 'did you mean "dose"?');
    await refused("y ~ dose + y", "the response y is an input too");
    assertRefused(
      await moestat(...one, "--formula", "y ~ dose", "--inputs", "dose"),
      "invalid --inputs; the formula says it",
    );
    assertRefused(await moestat(...one), "missing --response; it or --formula says what is fitted");
  });

  it("counts its rows as often as their weights say", async (t) => {
    const { moestat, write } = ward(t);
    const { n, coefficients, logLik } = expected.find(({ weights }) => weights)!;
    const args = [...one, "--response", "y", "--inputs", "dose,sex", "--weights", "weight"];
    const fit = JSON.parse(outputOf(await moestat(...args, "--json")));
    assert.deepEqual([fit.n, fit.weights], [n, "weight"]);
    areNear([fit.params.experts.b[0], ...fit.params.experts.a[0]], coefficients);
    areNear([fit.logLik], [logLik]);
    const some = [...one, "--formula", "y ~ . - time", "--weights", "weight", "--json"];
    const { inputs } = JSON.parse(outputOf(await moestat(...some)));
    assert.deepEqual(inputs, ["dose", "sexmale", "gradelow", "grademid", "`Blood pressure, sys`"]);
    const report = outputOf(await moestat(...args));
    for (const part of [`weights weight, in all ${n}`, "rows of weight 0 left out"])
      assert.ok(report.includes(part), report);
    const rows = Array.from({ length: 30 }, (_, t) => ({ cells: `${t},${(t * t) % 11}`, w: 1 + (t % 3) }));
    const tableOf = (header: string, lines: readonly string[]) => `${header}\n${lines.join("\n")}\n`;
    write(
      "weights.csv",
      tableOf(
        "x,y,w",
        rows.map(({ cells, w }) => `${cells},${w}`),
      ),
    );
    write(
      "repeated.csv",
      tableOf(
        "x,y",
        rows.flatMap(({ cells, w }) => new Array<string>(w).fill(cells)),
      ),
    );
    const spline = async (...words: string[]) =>
      JSON.parse(
        outputOf(await moestat("fit", ...words, "--experts", "1", "--formula", "y ~ ns(x, 4)", "--json")),
      );
    const found = await spline("weights.csv", "--weights", "w");
    const repeated = await spline("repeated.csv");
    assert.deepEqual(found.recipe.computed, repeated.recipe.computed);
    areNear([found.logLik], [repeated.logLik]);
    write("negative.csv", "dose,y,w\n1,2,1\n3,2,-1\n");
    assertRefused(
      await moestat("fit", "negative.csv", "--experts", "1", "--response", "y", "--weights", "w"),
      'invalid line 3, column "w", of negative.csv; a negative weight: -1',
    );
  });
});

describe("a plain mixture, without inputs", { concurrency: true }, () => {
  it("is fitted to a lone column, gives a mean in each row, and new data", async (t) => {
    const { write, moestat } = bench(t);
    write(
      "y.csv",
      rowsOf("mixture", ["y"], 200, (uniform, gauss) => [(uniform() < 0.4 ? -3 : 3) + gauss()]),
    );
    const { n, formula } = JSON.parse(
      outputOf(
        await moestat("fit", "y.csv", "--response", "y", "--experts", "2", "--out", "fit.json", "--json"),
      ),
    );
    assert.deepEqual([n, formula], [200, "y ~ 1"]);
    const [header, ...rows] = outputOf(await moestat("predict", "fit.json", "y.csv"))
      .trim()
      .split("\n");
    assert.equal(header, "y,.fitted");
    assert.equal(new Set(rows.map((row) => row.split(",")[1])).size, 1);
    assert.match(outputOf(await moestat("sample", "fit.json", "--n", "2")), /^y\n-?\d\S*\n-?\d\S*\n$/);
  });
});

describe("a response of few whole values", () => {
  it("is asked about", async (t) => {
    const { moestat } = ward(t);
    const args = ["fit", "patients.csv", "--experts", "1", "--response", "weight", "--inputs", "dose"];
    assert.ok(
      outputOf(await moestat(...args)).includes(
        'response "weight" takes 4 whole values (0, 1, 2, 3): are they classes',
      ),
    );
  });
});
