import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRefused, bench, outputOf } from "./process.js";
import { rowsOf, twoHalves, twoLines, unwrapped } from "./samples.js";

/** Two lines with case weights, a factor and a value that is repeated among the responses. */
const mixed = rowsOf("mixed", ["dose", "sex", "count", "y"], 90, (uniform, gauss) => {
  const x = 2 * uniform() - 1;
  const sex = uniform() < 0.5 ? "male" : "female";
  const y =
    uniform() < 0.2 ? 0.5 : (uniform() < 0.5 ? 1 + x : 3 - x) + (sex === "male" ? 1 : 0) + 0.3 * gauss();
  return [x, sex, 1 + Math.floor(3 * uniform()), y];
});

/** Points exactly on a line, and behind them as many with noise on another. */
const lineOf = (n: number): string =>
  rowsOf("exact line", ["time", "y"], n, (uniform, gauss) => {
    const time = 10 * uniform();
    return [time, time < 5 ? 3 - time / 2 : time - 4 + 0.5 * gauss()];
  });

const classes = rowsOf("classes", ["dose", "y"], 90, (uniform) => {
  const x = 2 * uniform() - 1;
  return [x, x < -0.2 ? "low" : uniform() < 0.5 ? "mid" : "high"];
});

describe("moestat show", { concurrency: true }, () => {
  const cases: [name: string, csv: string, args: string][] = [
    ["two lines", twoLines("show", "dose", 80), "--response y --experts 2"],
    ["a step of the gate", twoHalves(60), "--response y --experts 2"],
    ["one expert", twoLines("show", "dose", 80), "--response y --experts 1"],
    [
      "categories, weights and another gate",
      mixed,
      "--formula y~dose*sex|dose --experts 2 --weights count --reference sex=male",
    ],
    [
      "experts of several families, in own units",
      mixed,
      "--formula y~dose --expert gaussian,gaussian,pointMass:0.5 --parameter-set own:beta1=50",
    ],
    ["classes", classes, "--response y --experts 2 --expert multinomial"],
    [
      "what is fixed, a penalty and the highest maximum",
      twoLines("show", "dose", 80),
      "--response y --experts 2 --fix b[1]=1 --ridge 1 --variance-prior 2,0.1 --choice highest",
    ],
    ["a gate of one expert", twoLines("show", "dose", 80), "--response y --experts 2 --top-k 1"],
    [
      "a gate with an activation",
      twoLines("show", "dose", 80),
      "--response y --experts 2 --activation sigmoid --temperature 0.5",
    ],
    [
      "the sandwich",
      twoLines("show", "dose", 80),
      "--response y --experts 2 --intervals sandwich --covariance",
    ],
    ["profiles", twoLines("show", "dose", 80), "--response y --experts 2 --intervals profile --level 0.9"],
    [
      "a bootstrap",
      twoLines("show", "dose", 80),
      "--response y --experts 2 --intervals bootstrap --replicates 8 --workers 1",
    ],
    ["a maximum that was passed over", mixed, "--formula y~dose+sex --experts 2 --pick 2 --seed 3"],
  ];
  for (const [name, csv, args] of cases)
    it(`prints what fit printed, from its file alone: ${name}`, async (t) => {
      const { write, moestat } = bench(t);
      write("data.csv", csv);
      const asked = args.split(" ");
      const further = asked.includes("--covariance") ? ["--covariance"] : [];
      const fitted = await moestat("fit", "data.csv", ...asked, "--alternatives", "--out", "fit.json");
      const isAnswer = !asked.includes("--pick");
      const shown = await moestat("show", "fit.json", ...further, ...(isAnswer ? ["--alternatives"] : []));
      // A file of another maximum does not keep the answer: its height and its line in the list are left out.
      const told = (text: string) =>
        isAnswer
          ? text
          : unwrapped(text)
              .replace(/\nthe answer \(.*/, "")
              .replace(/\n\nMaxima found.*$/s, "\n");
      assert.equal(isAnswer ? outputOf(shown) : unwrapped(outputOf(shown)), told(outputOf(fitted)));
    });

  it("prints tables for documents and programs as fit does", async (t) => {
    const { write, moestat, read } = bench(t);
    write("data.csv", twoLines("show", "dose", 80));
    const fit = ["fit", "data.csv", "--response", "y", "--experts", "2", "--level", "0.9"];
    for (const format of ["latex", "markdown", "csv", "json"]) {
      const fitted = await moestat(...fit, "--format", format, "--out", "fit.json");
      const shown = await moestat("show", "fit.json", "--format", format);
      assert.equal(outputOf(shown), outputOf(fitted));
      assert.equal(shown.stderr, fitted.stderr.replace("wrote fit.json\n", ""));
    }
    assert.equal(outputOf(await moestat("show", "fit.json", "--json")), read("fit.json"));
  });

  it("reads what kind of point a maximum is, which files had not always", async (t) => {
    const { write, moestat, read } = bench(t);
    write("data.csv", lineOf(60));
    const fit = ["fit", "data.csv", "--response", "y", "--experts", "2", "--alternatives"];
    outputOf(await moestat(...fit, "--out", "fit.json"));
    const { kind, ...older } = JSON.parse(read("fit.json"));
    assert.deepEqual([kind, older.status], ["exact", "collapsed"]);
    assert.equal(JSON.parse(outputOf(await moestat("show", "fit.json", "--json"))).kind, "exact");
    const shown = outputOf(await moestat("show", "fit.json"));
    const before = older.alternatives.map(({ kind: _, ...one }: Record<string, unknown>) => one);
    write("older.json", JSON.stringify({ ...older, alternatives: before }));
    assert.equal(outputOf(await moestat("show", "older.json")), shown);
    write("other.json", JSON.stringify({ ...older, kind: "narrow" }));
    assertRefused(await moestat("show", "other.json"), "kind");
  });

  it("makes Wald's intervals of another level", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", twoLines("show", "dose", 80));
    const fit = ["fit", "data.csv", "--response", "y", "--experts", "2", "--alternatives"];
    for (const more of [[], ["--intervals", "sandwich"]]) {
      outputOf(await moestat(...fit, ...more, "--out", "fit.json"));
      const other = outputOf(await moestat(...fit, ...more, "--level", "0.8"));
      const shown = outputOf(await moestat("show", "fit.json", "--level", "0.8", "--alternatives"));
      assert.equal(shown, other);
    }
    outputOf(await moestat(...fit, "--intervals", "profile", "--out", "fit.json"));
    assertRefused(
      await moestat("show", "fit.json", "--level", "0.8"),
      "invalid --level 0.8; the intervals in fit.json are those of the profile likelihood at the level 0.95",
    );
  });

  it("shows the parameters of a maximum that was passed over, and says what the file lacks", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", mixed);
    const fit = ["fit", "data.csv", "--formula", "y ~ dose + sex", "--experts", "2", "--seed", "3"];
    outputOf(await moestat(...fit, "--alternatives", "--out", "fit.json"));
    const picked = outputOf(await moestat(...fit, "--pick", "2"));
    const shown = outputOf(await moestat("show", "fit.json", "--pick", "2"));
    const head = (text: string) => text.split("\n\n")[0];
    assert.equal(head(shown), head(picked));
    assert.match(shown, /^expert {2}parameter +field +estimate$/m);
    assert.match(
      unwrapped(shown),
      /Note: standard errors, .* are not in fit\.json; `moestat fit` with --pick 2/,
    );
    const estimates = (text: string) =>
      [...text.matchAll(/(?:a|b|sigma2|beta[01]) +(-?[\d.]+)/g)].map(([, e]) => e);
    assert.deepEqual(estimates(shown), estimates(picked));
    const json = JSON.parse(outputOf(await moestat("show", "fit.json", "--pick", "2", "--json")));
    assert.equal(json.pick, 2);
    assert.equal("standardErrors" in json, false);
    assertRefused(
      await moestat("show", "fit.json", "--pick", "99"),
      "invalid --pick 99; fit.json keeps maximum 1, 2",
    );
    assertRefused(
      await moestat("show", "fit.json", "--pick", "2", "--level", "0.9"),
      "no standard errors of maximum 2",
    );
  });

  it("adds the table of the numbers of experts that were compared", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", twoLines("show", "dose", 80));
    const fit = ["fit", "data.csv", "--response", "y", "--experts", "1:2", "--out", "fit.json"];
    const [, compared] = outputOf(await moestat(...fit)).split("\n\n");
    const shown = outputOf(await moestat("show", "fit.json"));
    assert.ok(shown.includes(`\n\nNumbers of experts that were compared:\n${compared}\n\n`), shown);
    assert.match(unwrapped(shown), /passed over: whether there are other maxima is not in the file/);
  });

  it("refuses what the file does not keep, and files that are no fits", async (t) => {
    const { write, read, moestat } = bench(t);
    write("data.csv", twoLines("show", "dose", 80));
    outputOf(await moestat("fit", "data.csv", "--response", "y", "--experts", "2", "--out", "fit.json"));
    const shown = (...args: string[]) => moestat("show", "fit.json", ...args);
    assertRefused(
      await shown("--pick", "2"),
      "fit.json keeps maximum 1 alone (fit --alternatives keeps the others)",
    );
    assertRefused(await shown("--alternatives"), "fit.json does not keep them: fit with --alternatives does");
    assertRefused(await shown("--covariance"), "fit.json does not keep it: fit with --covariance does");
    const fit = JSON.parse(read("fit.json"));
    const broken: [unknown, string][] = [
      [fit.params, 'invalid fit.json; no "certificate"'],
      [
        { ...fit, certificate: { ...fit.certificate, score: "small" } },
        "fit.json: invalid certificate.score",
      ],
      [{ ...fit, status: "fine" }, "fit.json: invalid status"],
      [
        { ...fit, certificate: { ...fit.certificate, atBound: ["experts[9].a"] } },
        'fit.json: unknown parameter "experts[9].a"',
      ],
      [
        { ...fit, standardErrors: { gating: {}, experts: {} } },
        "invalid fit.json; its standardErrors have not the shape",
      ],
    ];
    for (const [content, says] of broken) {
      write("fit.json", content);
      assertRefused(await shown(), says);
    }
  });
});
