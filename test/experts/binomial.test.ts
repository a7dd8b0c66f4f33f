import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  binomial,
  dataset,
  fit,
  modelOf,
  moe,
  type Params,
  poisson,
  predict,
  sample,
  softmax,
  stream,
  uniform,
} from "../../src/index.js";
import { rawUnits } from "../../src/params/units.js";
import { drawBinomial } from "../../src/random/binomial.js";
import { normal } from "../../src/random/normal.js";
import { lawAt } from "../conformance/law.js";
import { evaluated } from "../conformance/terms.js";
import { chiSquareScore } from "../random/checks.js";

const fixture = JSON.parse(
  readFileSync(new URL("../../../test/r/inflated.json", import.meta.url), "utf8"),
) as {
  readonly x: number[];
  readonly plain: number[];
  readonly trials: number[];
  readonly regression: { readonly theta: number[]; readonly logLik: number };
};
const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

describe("one binomial expert", () => {
  const { x, plain, trials, regression } = fixture;
  const model = moe({ gating: softmax(), expert: binomial(), k: 1 });
  const data = dataset(x, plain, { trials });
  const found = fit(model, data);

  it("is R's logistic regression: coefficients, standard errors and log-likelihood", () => {
    assert.equal(found.status, "converged");
    const { a, b } = found.params.experts as unknown as { a: number[][]; b: number[] };
    const errors = found.standardErrors.experts as unknown as { a: number[][]; b: number[] };
    [b[0], a[0][0]].forEach((value, i) => {
      near(value, regression.theta[i], 1e-8);
    });
    [errors.b[0], errors.a[0][0]].forEach((value, i) => {
      near(value, regression.theta[2 + i], 1e-8);
    });
    near(found.logLik, regression.logLik, 1e-8);
  });

  it("predicts the number of trials times the probability", () => {
    const { a, b } = found.params.experts as unknown as { a: number[][]; b: number[] };
    const p = 1 / (1 + Math.exp(-(b[0] + 0.5 * a[0][0])));
    assert.deepEqual(predict(model, found.params, [[0.5], [0.5]], { trials: [1, 12] }), {
      kind: "mean",
      mean: [p, 12 * p],
    });
  });

  it("has the likelihood of the option where all rows have as many trials", () => {
    const y = plain.map((value, t) => Math.min(value, 10 * Number(trials[t] > 0)));
    const option = moe({ gating: softmax(), expert: binomial({ trials: 10 }), k: 1 });
    const params = { ...found.params, experts: { ...found.params.experts, trials: 10 } };
    near(
      option.logLik(params, dataset(x, y)),
      model.logLik(found.params, dataset(x, y, { trials: y.map(() => 10) })),
      1e-10,
    );
    assert.deepEqual(modelOf(params).families[0].options, { trials: 10 });
  });

  it("has 0 and 1 as responses where no trials are given, and refuses more", () => {
    const zeros = plain.map((value) => Math.min(1, value));
    assert.equal(fit(model, dataset(x, zeros)).status, "converged");
    assert.throws(() => fit(model, dataset(x, plain)), {
      message: /^invalid y\[\d+\]; not a number of successes in 1 trials: \d+$/,
    });
  });

  it("is refused trials that are none, and others are refused trials", () => {
    assert.throws(() => dataset([1, 2], [0, 1], { trials: [1, 0.5] }), {
      message: "invalid trials[1]; not a whole number from 1 to 2^53: 0.5",
    });
    assert.throws(() => dataset([1, 2], [0, 1], { trials: [1] }), {
      message: "invalid trials; 2 values expected, as many as y has: 1",
    });
    const other = moe({ gating: softmax(), expert: poisson(), k: 1 });
    assert.throws(() => fit(other, data), {
      message: "invalid trials; no expert looks at them, of those of the model: poisson",
    });
    assert.throws(() => binomial({ trials: 0 }), { message: "invalid trials; not a positive integer: 0" });
  });
});

describe("binomial experts with trials of their own", () => {
  const truth: Params = {
    gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
    experts: { name: "binomial", a: [[1.5], [-1]], b: [1, -1] },
  };
  const model = modelOf(truth);
  const n = 900;
  const next = stream("binomial/trials");
  const trials = Float64Array.from({ length: n }, () => 1 + Math.floor(20 * next()));
  const data = sample(model, truth, { n, design: uniform(), trials, uniform: stream("binomial") });

  it("draw at most as many successes, and have the log-likelihood that is the sum of their conditional ones", () => {
    assert.ok(data.y.every((value, t) => value <= trials[t]));
    const conditional = model.conditional(truth);
    let total = 0;
    for (let t = 0; t < n; t++)
      total += conditional([data.x[0][t]], undefined, trials[t]).logDensity(data.y[t]);
    near(model.logLik(truth, data), total, 1e-9);
  });

  it("have a score and a Hessian that agree with central differences", () => {
    const { likelihood, coordinates } = model.bind(data, rawUnits);
    const theta = coordinates.toTheta(truth);
    const at = (moved: Float64Array) => {
      const score = new Float64Array(model.size);
      const hessian = new Float64Array(model.size ** 2);
      const value = likelihood.evaluate(moved, 2, score, hessian);
      return { value, score, hessian };
    };
    const { score, hessian } = at(theta);
    const h = 1e-5;
    theta.forEach((_, j) => {
      const [up, down] = [h, -h].map((by) => at(theta.map((value, i) => (i === j ? value + by : value))));
      // Differences miss h^2 of sums of 900 terms, and 1e-16 / h of values of size 2000.
      near((up.value - down.value) / (2 * h), score[j], 1e-5);
      score.forEach((_, i) => {
        near((up.score[i] - down.score[i]) / (2 * h), hessian[i * model.size + j], 1e-5);
      });
    });
  });

  it("are found again, with weights as if each row stood there as often, and on parts of large data", () => {
    const found = fit(model, data);
    assert.equal(found.status, "converged");
    assert.ok(found.logLik > model.logLik(truth, data));
    const large = sample(model, truth, {
      n: 12_000,
      design: uniform(),
      trials: Float64Array.from({ length: 12_000 }, (_, t) => trials[t % n]),
      uniform: stream("binomial/large"),
    });
    assert.equal(fit(model, large).status, "converged");
  });
});

describe("the binomial law", () => {
  it("sums to 1 with the mean N p for any number of trials and odds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (N, odds) => {
          const y = Float64Array.from({ length: N + 1 }, (_, s) => s);
          const eta = [new Float64Array(N + 1).fill(odds)];
          const { value } = evaluated(binomial({ trials: N }), eta, y);
          const mass = value.reduce((sum, log) => sum + Math.exp(log), 0);
          const mean = value.reduce((sum, log, s) => sum + s * Math.exp(log), 0);
          // Each log probability is right to 1e-12 within ten standard deviations of the mean.
          near(mass, 1, 1e-11);
          near(mean, N / (1 + Math.exp(-odds)), 1e-11 * N);
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it("lives where its support says, also with many trials and a rare success", () => {
    for (const [N, odds] of [
      [30, -6],
      [5000, 0.3],
      [100_000, -9],
      [100_000, 9],
    ]) {
      const { points } = binomial({ trials: N }).support([odds]);
      const { logDensity } = lawAt(binomial({ trials: N }), [odds]);
      let mass = 0;
      for (let y = points[0]; y <= points[points.length - 1]; y++) mass += Math.exp(logDensity(y));
      near(mass, 1, 1e-11);
    }
  });

  it("is drawn exactly, however many trials there are", () => {
    const random = { uniform: stream("drawBinomial"), normal: normal(stream("drawBinomial/z")) };
    for (const [N, p] of [
      [10, 0.3],
      [60, 0.05],
      [1000, 0.5],
    ]) {
      const { logDensity } = lawAt(binomial({ trials: N }), [Math.log(p / (1 - p))]);
      const sd = Math.sqrt(N * p * (1 - p));
      const edges = [-1.5, -0.5, 0.5, 1.5].map((z) => Math.floor(N * p + z * sd));
      const cellOf = (y: number) => edges.filter((edge) => y > edge).length;
      const probabilities = new Array<number>(edges.length + 1).fill(0);
      for (let y = 0; y <= N; y++) probabilities[cellOf(y)] += Math.exp(logDensity(y));
      const counts = probabilities.map(() => 0);
      for (let i = 0; i < 10_000; i++) counts[cellOf(drawBinomial(N, p, random))]++;
      assert.ok(chiSquareScore(counts, (cell) => 10_000 * probabilities[cell]) < 4.5);
    }
  });
});
