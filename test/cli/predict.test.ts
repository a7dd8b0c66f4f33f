import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { modelOf, type PredictiveOfObserved, predictive } from "../../src/index.js";
import { assertRefused, type Bench, balanced, bench, outputOf } from "./process.js";

const rows = [
  [-0.8, -2.5],
  [-0.1, 0.25],
  [0.4, 1.75],
  [0.9, 3.5],
] as const;
const csv = `id,x,y\n${rows.map((row, t) => [`r${t + 1}`, ...row].join(",")).join("\n")}\n`;
const model = modelOf(balanced);

/** The cells of a table, by the names of its columns. */
function columnsIn(text: string): Record<string, string[]> {
  const [header, ...lines] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return Object.fromEntries(header.map((name, j) => [name, lines.map((line) => line[j])]));
}

async function predicted({ write, moestat }: Bench, table: string, ...args: string[]) {
  write("model.json", balanced);
  write("data.csv", table);
  return columnsIn(outputOf(await moestat("predict", "model.json", "data.csv", "--inputs", "x", ...args)));
}

describe("moestat predict", { concurrency: true }, () => {
  const law = predictive(model, balanced, {
    rows: rows.map(([x]) => [x]),
    y: rows.map(([, y]) => y),
    levels: [0.1, 0.5],
    intervals: [0.9],
  }) as PredictiveOfObserved;

  // A number is written in the shortest form that reads back as itself, so that nothing is lost.
  const same = (cells: readonly string[], values: readonly number[]) =>
    assert.deepEqual(cells.map(Number), values);

  it("adds intervals and quantiles of the predictive law", async (t) => {
    const table = await predicted(bench(t), csv, "--interval", "0.9", "--quantiles", "0.1,0.5");
    assert.deepEqual(Object.keys(table), [
      ...["id", "x", "y", ".fitted"],
      ...[".sd", ".lower", ".upper", ".q0.1", ".q0.5"],
    ]);
    same(table[".sd"], law.sd);
    same(
      table[".lower"],
      law.intervals.map(([[low]]) => low),
    );
    same(
      table[".upper"],
      law.intervals.map(([[, high]]) => high),
    );
    same(
      table[".q0.1"],
      law.quantiles.map(([q]) => q),
    );
    same(
      table[".q0.5"],
      law.quantiles.map(([, q]) => q),
    );
  });

  it("adds the experts' weights and means, and the expert that is most probable before the response is known", async (t) => {
    const table = await predicted(bench(t), csv, "--experts");
    for (const i of [0, 1]) {
      same(
        table[`.weight${i + 1}`],
        law.gateWeights.map((weights) => weights[i]),
      );
      same(
        table[`.mean${i + 1}`],
        law.expertMeans.map((means) => means[i]),
      );
    }
    same(
      table[".expert"],
      law.gateWeights.map(([p, q]) => (p >= q ? 1 : 2)),
    );
  });

  it("adds responsibilities and residuals", async (t) => {
    const table = await predicted(bench(t), csv, "--responsibilities", "--residuals");
    assert.deepEqual(Object.keys(table).slice(4), [
      ...[".expert", ".resp1", ".resp2"],
      ...[".logDensity", ".residual", ".quantileResidual"],
    ]);
    same(
      table[".expert"],
      law.mostProbable.map((i) => i + 1),
    );
    same(
      table[".resp2"],
      law.responsibilities.map(([, r]) => r),
    );
    same(table[".logDensity"], law.logDensity);
    same(table[".residual"], law.residuals);
    same(table[".quantileResidual"], law.quantileResiduals);
  });

  it("leaves cells empty in rows that lack an input, or for residuals the response, and says so", async (t) => {
    const folder = bench(t);
    folder.write("model.json", balanced);
    folder.write("data.csv", `${csv}r5,NA,1\nr6,0.4,\n`);
    const args = ["predict", "model.json", "data.csv", "--inputs", "x", "--experts", "--residuals"];
    const { stdout, stderr } = await folder.moestat(...args);
    const table = columnsIn(stdout);
    assert.deepEqual(table.id, ["r1", "r2", "r3", "r4", "r5", "r6"]);
    assert.deepEqual([table[".fitted"][4], table[".weight1"][4], table[".residual"][4]], ["", "", ""]);
    assert.deepEqual([table[".fitted"][5], table[".residual"][5]], [table[".fitted"][2], ""]);
    assert.equal(
      stderr,
      "data.csv: no prediction for 1 row with a missing cell\ndata.csv: 1 row without a response\n",
    );
    assert.equal((await folder.moestat(...args, "--quiet")).stderr, "");
  });

  it("finds the response as the fit had it: transformed, or as labels in another order", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", `d,y,s\n${Array.from({ length: 60 }, (_, i) => dose(i)).join("\n")}\n`);
    const logs = ["fit", "data.csv", "--formula", "log(y) ~ d", "--experts", "1", "--out", "logs.json"];
    outputOf(await moestat(...logs));
    const log = columnsIn(outputOf(await moestat("predict", "logs.json", "data.csv", "--residuals")));
    for (const [t, residual] of log[".residual"].entries())
      assert.equal(Number(residual), Math.log(Number(log.y[t])) - Number(log[".fitted"][t]));

    const labels = ["--response", "s", "--inputs", "d", "--reference", "s=a", "--expert", "multinomial"];
    outputOf(await moestat("fit", "data.csv", ...labels, "--experts", "1", "--out", "labels.json"));
    const classes = columnsIn(outputOf(await moestat("predict", "labels.json", "data.csv", "--residuals")));
    assert.equal(classes[".residual"], undefined);
    for (const [t, label] of classes.s.entries()) {
      const [p, logDensity] = [classes[`P(${label})`][t], classes[".logDensity"][t]].map(Number);
      // The one is summed as a probability, the other as a logarithm.
      assert.ok(Math.abs(Math.log(p) - logDensity) < 1e-12);
    }
    assertRefused(
      await moestat("predict", "labels.json", "data.csv", "--interval", "0.9"),
      "invalid --interval; labels have no order, and labels.json is of multinomialLogistic experts",
    );
  });

  it("refuses levels that are no probabilities, and a response that is not there or not one of the model", async (t) => {
    const { write, moestat } = bench(t);
    write("model.json", balanced);
    write("data.csv", "x,z\n1,2\n0.5,a\n");
    const predict = ["predict", "model.json", "data.csv", "--inputs", "x"];
    assertRefused(
      await moestat(...predict, "--interval", "95"),
      "invalid --interval; not between 0 and 1: 95",
    );
    assertRefused(
      await moestat(...predict, "--quantiles", "0.1,1"),
      "invalid --quantiles; not between 0 and 1: 1",
    );
    assertRefused(await moestat(...predict, "--residuals"), 'unknown column "y" in data.csv');
    assertRefused(
      await moestat(...predict, "--residuals", "--response", "z"),
      'invalid line 3, column "z", of data.csv; not a number: "a"',
    );
  });
});

/** A positive response and a label along a dose, by no randomness: what is fitted does not matter. */
const dose = (i: number): string =>
  [i / 60, Math.exp(i / 60 + Math.sin(7 * i) / 4), (i * 37) % 60 < i ? "a" : "b"].join(",");
