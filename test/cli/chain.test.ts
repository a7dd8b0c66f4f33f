import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertRefused, balanced, bench, ended, outputOf } from "./process.js";

/** The same model with both gates translated. */
const translated = {
  ...balanced,
  gating: { name: "softmax", beta0: [2, 2], beta1: [[4], [1]] },
};

const numbers = (csv: string): number[][] =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));

describe("sample, fit and loss", { concurrency: true }, () => {
  it("chain: the fit is near the truth and gives new data", async (t) => {
    const { write, start, read } = bench(t);
    // A process for each command, as a user has it; the other tests share one.
    const moestat = (...args: string[]) => ended(start(args));
    write("truth.json", balanced);
    outputOf(await moestat("sample", "truth.json", "--n", "2000", "--seed", "7", "--out", "data.csv"));
    assert.equal(read("data.csv").split("\n")[0], "x,y");
    assert.equal(numbers(read("data.csv")).length, 2000);

    const args = ["fit", "data.csv", "--response", "y", "--experts", "2"];
    const printed = outputOf(await moestat(...args, "--json"));
    const fit = JSON.parse(printed);
    const keys = [
      "status",
      "kind",
      "logLik",
      "n",
      "k",
      "experts",
      "formula",
      "inputs",
      "columns",
      "response",
      "recipe",
      "data",
      "version",
      "seed",
      "steps",
      "parameterSet",
      "choice",
      "search",
      "certificate",
      "params",
      "standardErrors",
      "criteria",
      "allowance",
      "gain",
      "remarks",
      "starts",
    ];
    assert.deepEqual(Object.keys(fit), keys);
    assert.equal(fit.status, "converged");
    assert.equal(fit.n, 2000);
    assert.ok(fit.certificate.score <= 1e-8 && fit.certificate.maxEigenvalue < 0);
    assert.deepEqual([fit.params.gating.beta0[1], fit.params.gating.beta1[1]], [0, [0]]);
    assert.ok(fit.standardErrors.experts.sigma2.every((error: number) => error > 0 && error < 0.1));
    assert.deepEqual(Object.keys(fit.criteria), ["identified", "aic", "bic", "icl"]);
    assert.ok(Math.abs(fit.criteria.aic - (2 * 8 - 2 * fit.logLik)) < 1e-9);
    assert.ok(fit.starts.every((start: object) => "logLik" in start && "status" in start));

    write("fit.json", printed);
    const losses = JSON.parse(
      outputOf(await moestat("loss", "fit.json", "truth.json", "--loss", "d1,d2,pinned", "--json")),
    );
    assert.ok(losses.losses.d1 > 0 && losses.losses.d1 < 0.5);
    assert.equal(losses.losses.d2, losses.losses.d1);
    assert.ok(losses.losses.pinned >= losses.losses.d1);

    write("params.json", fit.params);
    const again = outputOf(await moestat("sample", "params.json", "--n", "50"));
    const design = ["--design", "uniform:-1:1"];
    assert.equal(outputOf(await moestat("sample", "fit.json", "--n", "50", ...design)), again);
    assert.equal(numbers(again).length, 50);
  });

  it("reports a fit for reading, and writes it to a file beside", async (t) => {
    const { write, moestat, read } = bench(t);
    write("truth.json", balanced);
    outputOf(await moestat("sample", "truth.json", "--n", "400", "--out", "data.csv"));
    const args = ["fit", "data.csv", "--response", "y", "--experts", "2", "--out", "fit.json"];
    const report = outputOf(await moestat(...args));
    for (const part of [
      "data.csv: 400 rows",
      "status: converged",
      "certificate",
      "log-likelihood",
      "std. error",
      "95 % interval",
      "reference",
      "sigma2",
    ])
      assert.ok(report.includes(part), `"${part}" is not in:\n${report}`);
    assert.equal(JSON.parse(read("fit.json")).status, "converged");
  });

  it("starts where it is told, by EM if it is told", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", translated);
    outputOf(await moestat("sample", "truth.json", "--n", "300", "--out", "data.csv"));
    const args = ["fit", "data.csv", "--response", "y", "--experts", "2", "--start", "truth.json", "--json"];
    const newton = JSON.parse(outputOf(await moestat(...args)));
    const em = JSON.parse(outputOf(await moestat(...args, "--method", "em")));
    assert.equal(newton.starts.length, 1);
    assert.ok(Math.abs(newton.logLik - em.logLik) < 1e-2, `${newton.logLik} and ${em.logLik}`);
  });

  it("read parameters with any reference gate", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    write("translated.json", translated);
    const { losses } = JSON.parse(outputOf(await moestat("loss", "translated.json", "truth.json", "--json")));
    assert.ok(losses.d1 < 1e-12 && losses.d2 < 1e-12, JSON.stringify(losses));
    assert.equal(
      outputOf(await moestat("sample", "translated.json", "--n", "20")),
      outputOf(await moestat("sample", "truth.json", "--n", "20")),
    );
  });

  it("score copies of the truth exactly 0, in words too", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    const half = -Math.log(2);
    const copies = {
      gating: { beta0: [half, half, 0], beta1: [[3], [3], [0]] },
      experts: { a: [[2], [2], [-1.5]], b: [1, 1, -1], sigma2: [0.25, 0.25, 0.16] },
    };
    write("copies.json", copies);
    const { losses } = JSON.parse(outputOf(await moestat("loss", "copies.json", "truth.json", "--json")));
    assert.deepEqual(losses, { d1: 0, d2: 0 });
    assert.match(outputOf(await moestat("loss", "copies.json", "truth.json")), /d1\s+0/);
  });

  it("draw the same data for the same seed, other data for another", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    const draw = async (seed: string) =>
      outputOf(await moestat("sample", "truth.json", "--n", "30", "--seed", seed));
    assert.equal(await draw("a"), await draw("a"));
    assert.notEqual(await draw("a"), await draw("b"));
  });

  it("draw on the inputs of a file, with the labels", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", balanced);
    write("inputs.csv", "x\n0.25\n-0.5\n1\n");
    const csv = outputOf(
      await moestat("sample", "truth.json", "--n", "3", "--design", "given:inputs.csv", "--labels"),
    );
    assert.equal(csv.split("\n")[0], "x,y,expert");
    assert.deepEqual(
      numbers(csv).map(([x]) => x),
      [0.25, -0.5, 1],
    );
    assert.ok(numbers(csv).every(([, , expert]) => expert === 1 || expert === 2));
    const ended = await moestat("sample", "truth.json", "--n", "4", "--design", "given:inputs.csv");
    assertRefused(ended, "3 points", "4");
  });

  it("name several inputs, and fit chosen columns", async (t) => {
    const { write, moestat, read } = bench(t);
    write("plane.json", {
      gating: { beta0: [0], beta1: [[0, 0]] },
      experts: { a: [[1, 2]], b: [0.5], sigma2: [0.04] },
    });
    outputOf(await moestat("sample", "plane.json", "--n", "200", "--out", "data.csv"));
    assert.equal(read("data.csv").split("\n")[0], "x1,x2,y");
    const args = ["fit", "data.csv", "--response", "y", "--inputs", "x2,x1", "--experts", "1", "--json"];
    const { params, status } = JSON.parse(outputOf(await moestat(...args)));
    assert.equal(status, "converged");
    const [[x2, x1]] = params.experts.a;
    assert.ok(Math.abs(x1 - 1) < 0.1 && Math.abs(x2 - 2) < 0.1, `${x1}, ${x2}`);
  });

  it("leave a file alone that they cannot replace", async (t) => {
    const { write, moestat, read } = bench(t);
    write("truth.json", balanced);
    write("data.csv", "x,y\n1,tall\n");
    assertRefused(
      await moestat("fit", "data.csv", "--response", "y", "--experts", "1", "--out", "truth.json"),
      "tall",
    );
    assert.deepEqual(JSON.parse(read("truth.json")), balanced);
  });
});
