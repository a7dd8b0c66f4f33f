import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { modelOf, type Params } from "../../src/index.js";
import { assertRefused, bench, outputOf } from "./process.js";

const slopes = (d: number, ...first: number[]): number[][] =>
  first.map((value) => [value, value / 2, -value].slice(0, d));

const lines = (d: number) => ({
  name: "gaussian",
  a: slopes(d, 2, -1.5),
  b: [1, -1],
  sigma2: [0.25, 0.16],
});
const classes = (d: number) => ({
  name: "multinomialLogistic",
  classes: 3,
  a: [
    [2, -1, 0],
    [-1, 2, 0],
  ],
  b: [slopes(d, -2, 1, 0), slopes(d, 1, 2, 0)],
});
const gate = (d: number) => ({ beta0: [0.3, 0], beta1: slopes(d, 3, 0) });

/** One model of each family, the options with which it is fitted, and what the fit must say. */
const cases: { args: string[]; truth: Params; losses: string[]; status?: string }[] = [
  {
    args: ["--gating", "dense-to-sparse"],
    truth: { gating: { name: "denseToSparse", ...gate(1), tau: 0.7 }, experts: lines(1) },
    losses: ["temperature.dr(1)", "temperature.scaleFree(1)"],
  },
  {
    args: ["--temperature", "0.7"],
    truth: { gating: { name: "denseToSparse", temperature: 0.7, ...gate(2), tau: 0.7 }, experts: lines(2) },
    losses: ["temperature.dr(1)", "temperature.scaleFree(1)"],
  },
  {
    args: ["--activation", "sigmoid"],
    truth: {
      gating: {
        name: "activationDenseToSparse",
        activation: "sigmoid",
        beta0: [-0.2, 0],
        beta1: [[4], [-3]],
        tau: 0.3,
      },
      experts: lines(1),
    },
    losses: ["activation.exact", "activation.over"],
  },
  {
    args: ["--gating", "activationDenseToSparse", "--activation", "xGELU(0.1)", "--temperature", "0.5"],
    truth: {
      gating: {
        name: "activationDenseToSparse",
        activation: "xgelu(0.1)",
        temperature: 0.5,
        beta0: [-0.2, 0],
        beta1: slopes(2, 2, -1),
        tau: 0.5,
      },
      experts: lines(2),
    },
    losses: ["activation.exact", "activation.over"],
  },
  {
    args: ["--transform", "tanh"],
    truth: { gating: { name: "modifiedSoftmax", transform: "tanh", ...gate(2) }, experts: lines(2) },
    losses: ["d1", "d2"],
  },
  {
    args: ["--top-k", "1"],
    truth: { gating: { name: "softmax", topK: 1, rank: "slope", ...gate(1) }, experts: lines(1) },
    losses: ["topk.d1", "topk.d2", "topk.experts", "topk.gate"],
    // With one expert selected the weights are 0 and 1, whatever beta0 and the size of beta1 are.
    status: "singular",
  },
  {
    args: ["--top-k", "2", "--rank", "score"],
    truth: {
      gating: {
        name: "softmax",
        topK: 2,
        rank: "score",
        beta0: [0.2, 0, 0],
        beta1: [
          [3, -1],
          [-2, 2],
          [0, 0],
        ],
      },
      experts: {
        name: "gaussian",
        a: [
          [2, 1],
          [-1, 0],
          [0, -2],
        ],
        b: [3, 0, -3],
        sigma2: [0.1, 0.2, 0.15],
      },
    },
    losses: ["topk.d1", "topk.d2", "topk.experts", "topk.gate"],
    // The likelihood jumps where the selection changes: at a maximum beside a jump the score does not vanish.
    status: "any",
  },
  {
    args: ["--expert", "multinomial-logistic"],
    truth: { gating: { name: "softmax", beta0: [0.3, 0], beta1: [[6], [0]] }, experts: classes(1) },
    losses: ["multinomial.d1"],
  },
  {
    args: ["--classes", "3", "--transform", "sigmoid"],
    truth: {
      gating: { name: "modifiedSoftmax", transform: "sigmoid", beta0: [-5, 0], beta1: slopes(2, 9, 0) },
      experts: classes(2),
    },
    losses: ["multinomial.d1"],
  },
];

describe("sample -> fit -> loss -> sample", { concurrency: 4 }, () => {
  for (const { args, truth, losses, status = "converged" } of cases)
    it(`chains for ${args.join(" ")}`, async (t) => {
      const { write, moestat, read } = bench(t);
      const model = modelOf(truth);
      write("truth.json", truth);
      outputOf(await moestat("sample", "truth.json", "--n", "1000", "--seed", "5", "--out", "data.csv"));
      const rows = read("data.csv").trim().split("\n").slice(1);
      const points = rows.map((row) => row.split(",").map(Number));
      assert.ok(points.every((row) => row.length === model.inputs + 1 && row.every(Number.isFinite)));

      const fitted = ["fit", "data.csv", "--response", "y", "--experts", `${model.k}`, ...args];
      const fit = JSON.parse(
        outputOf(await moestat(...fitted, "--start", "truth.json", "--json", "--out", "fit.json")),
      );
      if (status !== "any") assert.equal(fit.status, status);
      const { labels, params } = fit;
      const classes = truth.experts.classes === undefined ? undefined : ["1", "2", "3"];
      assert.deepEqual(labels, classes);
      // The record describes the model of the truth, options and all.
      assert.deepEqual(modelOf(params).gating.options, model.gating.options);
      assert.deepEqual(modelOf(params).families[0].options, model.families[0].options);

      // The log-likelihood that the fit reports is that of its record on the file's data: nothing is lost on the way.
      const x = Array.from({ length: model.inputs }, (_, u) => Float64Array.from(points, (row) => row[u]));
      const y = Float64Array.from(points, (row) => row[model.inputs]);
      const sample = { n: 1000, d: model.inputs, x, y };
      const again = modelOf(params).logLik(params, sample);
      assert.ok(Math.abs(again - fit.logLik) < 1e-9 * Math.abs(again), `${again} and ${fit.logLik}`);
      assert.ok(fit.logLik > model.logLik(truth, sample));

      const found = JSON.parse(outputOf(await moestat("loss", "fit.json", "truth.json", "--json")));
      assert.deepEqual(Object.keys(found.losses), losses);
      assert.equal(found.pattern, new Array(model.k).fill(1).join(","));
      const values = Object.values<number>(found.losses);
      // The gate of a top-1 model may stay where it started: every gate of that order is as good.
      assert.ok(values.every((loss) => loss >= 0 && loss < Infinity) && Math.max(...values) > 0, `${values}`);

      const more = outputOf(await moestat("sample", "fit.json", "--n", "1000", "--design", "given:data.csv"));
      assert.equal(more.trim().split("\n").length, 1001);
    });
});

describe("a parameter file may spell an activation as the command line does", { concurrency: true }, () => {
  const { truth } = cases[3];
  const spelt = (activation: string) => ({ ...truth, gating: { ...truth.gating, activation } });

  for (const spelling of ["xgelu:0.1", "XGELU(0.1)", " xGELU : 1e-1"])
    it(spelling, async (t) => {
      const { write, moestat } = bench(t);
      write("truth.json", truth);
      write("spelt.json", spelt(spelling));
      const sample = async (file: string) =>
        outputOf(await moestat("sample", file, "--n", "20", "--seed", "5"));
      assert.equal(await sample("spelt.json"), await sample("truth.json"));
      const { losses } = JSON.parse(outputOf(await moestat("loss", "spelt.json", "truth.json", "--json")));
      assert.deepEqual(losses, { "activation.exact": 0, "activation.over": 0 });
    });

  it("but its parameter is bounded, and so is a given temperature", async (t) => {
    const { write, moestat } = bench(t);
    write("wide.json", spelt("xgelu:1e308"));
    assertRefused(
      await moestat("sample", "wide.json", "--n", "20"),
      "wide.json: invalid parameter of xgelu; not a number from -100 to 100: 1e+308",
    );
    write("hot.json", { ...truth, gating: { ...truth.gating, temperature: 1e300, tau: 1e300 } });
    assertRefused(await moestat("sample", "hot.json", "--n", "20"), "temperature", "100");
  });
});

describe("the report of a fit", { concurrency: true }, () => {
  const [estimated, given] = cases;

  it("names the temperature that no density depends on, once, and counts without it", async (t) => {
    const { write, moestat } = bench(t);
    write("truth.json", estimated.truth);
    outputOf(await moestat("sample", "truth.json", "--n", "300", "--out", "data.csv"));
    const fit = ["fit", "data.csv", "--response", "y", "--experts", "2", "--starts", "1"];
    const report = outputOf(await moestat(...fit, ...estimated.args));
    assert.match(report, /^status: converged, /m);
    assert.match(report, /^no density depends on: temperature, which stays at 1\.000$/m);
    assert.match(
      report,
      /^AIC, BIC and ICL: counting 8 of 9 parameters, those on which the density depends$/m,
    );
    assert.match(report, /gate coefficients over the\s+temperature within ±10,000/);
    assert.deepEqual(report.match(/ tau .*/g)?.length, 1);
    assert.match(report, /^all +temperature +tau +1\S* +— +not identified$/m);
    // A temperature that is given leaves the gate nothing that the data cannot tell.
    const other = outputOf(await moestat(...fit, ...given.args));
    assert.match(other, /^denseToSparse gating \(temperature 0\.7\), 2 gaussian experts, /m);
    assert.match(other, /^status: converged, /m);
    assert.match(other, /^all +temperature +tau +0\.70000 +given$/m);
    for (const absent of ["say nothing", "no density", "counting"]) assert.ok(!other.includes(absent));
  });
});
