import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  type Expert,
  gaussian,
  grid,
  modelOf,
  moe,
  multinomialLogistic,
  type Params,
  poisson,
  predict,
  predictive,
  sample,
  softmax,
  stream,
} from "../../src/index.js";
import { quantileOf } from "../../src/model/predictive/quantiles.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";
import { normalQuantile } from "../../src/numeric/normalQuantile.js";

/** What test/r/predictive.R printed: quantiles of mixtures of two laws with weights 0.3 and 0.7. */
const r: Readonly<Record<string, readonly number[]>> = JSON.parse(
  readFileSync(new URL("../../../test/r/predictive.json", import.meta.url), "utf8"),
);

const mixed = { name: "softmax", beta0: [Math.log(3 / 7), 0], beta1: [[0], [0]] };
const lines = { a: [[0], [0]], b: [-1, 2] };
const laws: Readonly<Record<string, Params["experts"]>> = {
  gaussian: { ...lines, sigma2: [0.25, 2] },
  studentT: { ...lines, sigma2: [0.25, 2], nu: [1.5, 6] },
  gamma: { ...lines, shape: [0.5, 6] },
  poisson: { a: [[0], [0]], b: [-1, 3] },
};

/** A point with gate and means that depend on an input. */
const sloped = (name: string): Params => ({
  gating: { ...mixed, beta1: [[2], [0]] },
  experts: { ...laws[name], name, a: [[0.7], [-0.4]] },
});

const near = (value: number, expected: number, tolerance: number, what = "") =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${what} ${value}, not ${expected}`);

describe("quantiles of a mixture are those that R's uniroot finds", () => {
  for (const [name, experts] of Object.entries(laws))
    it(name, () => {
      const params = { gating: mixed, experts: { name, ...experts } };
      const model = modelOf(params);
      const { quantiles, intervals } = predictive(model, params, {
        rows: [[0.4], [-3]],
        levels: r.p,
        intervals: [0.95],
      });
      // The law is the same at all inputs here.
      assert.deepEqual(quantiles[0], quantiles[1]);
      // R stops 1e-14 from the root.
      quantiles[0].forEach((value, j) => {
        near(value, r[name][j], 1e-8 * Math.abs(r[name][j]) + 1e-13, `${r.p[j]}`);
      });
      near(intervals[0][0][0], quantiles[0][1], 1e-12);
      near(intervals[0][0][1], quantiles[0][5], 1e-12);
    });
});

it("quantiles are within 1e-8 of those that bisection finds, where gate and experts depend on the input", () => {
  const params = sloped("gaussian");
  const rows = Array.from({ length: 50 }, (_, t) => [t / 10 - 2.5]);
  const { quantiles } = predictive(modelOf(params), params, { rows, levels: [0.001, 0.4, 0.95] });
  rows.forEach(([x], t) => {
    const w = 1 / (1 + Math.exp(-(Math.log(3 / 7) + 2 * x)));
    const cdf = (y: number) =>
      w * normalCdf((y + 1 - 0.7 * x) / 0.5) + (1 - w) * normalCdf((y - 2 + 0.4 * x) / Math.SQRT2);
    for (const [j, p] of [0.001, 0.4, 0.95].entries()) {
      let [low, high] = [-50, 50];
      for (let step = 0; step < 80; step++) {
        const middle = (low + high) / 2;
        if (cdf(middle) < p) low = middle;
        else high = middle;
      }
      near(quantiles[t][j], high, 1e-8);
    }
  });
});

describe("with responses", () => {
  const rows = Array.from({ length: 2000 }, (_, t) => [t / 1999]);
  const drawnFrom = (params: Params) => {
    const model = modelOf(params);
    const { y } = sample(model, params, { n: 2000, design: grid(), uniform: stream("predictive") });
    return { model, y };
  };

  it("responsibilities are those of Bayes' rule, within 1e-12", () => {
    const params = sloped("gaussian");
    const { model, y } = drawnFrom(params);
    const { responsibilities, logDensity, residuals, mean } = predictive(model, params, { rows, y });
    rows.forEach(([x], t) => {
      const joint = [
        Math.log(3 / 7) + 2 * x - (y[t] + 1 - 0.7 * x) ** 2 / 0.5 - Math.log(0.5),
        -((y[t] - 2 + 0.4 * x) ** 2) / 4 - Math.log(Math.SQRT2),
      ];
      near(responsibilities[t][0], 1 / (1 + Math.exp(joint[1] - joint[0])), 1e-12);
      near(responsibilities[t][0] + responsibilities[t][1], 1, 1e-14);
      near(logDensity[t], model.conditional(params)([x]).logDensity(y[t]), 1e-12);
      assert.equal(residuals[t], y[t] - mean[t]);
    });
  });

  it("the most probable expert is that of the responsibilities, and without them that of the gate", () => {
    const params = sloped("gaussian");
    const model = modelOf(params);
    const one = { rows: [[0]] };
    assert.deepEqual(predictive(model, params, one).mostProbable, [1]);
    assert.deepEqual(predictive(model, params, { ...one, y: [-1] }).mostProbable, [0]);
    assert.deepEqual(predictive(model, params, { ...one, y: [2] }).mostProbable, [1]);
  });

  for (const name of Object.keys(laws))
    it(`quantile residuals are standard normal where the model is right: ${name}`, () => {
      const params = sloped(name);
      const { model, y } = drawnFrom(params);
      const { quantileResiduals } = predictive(model, params, { rows, y });
      const sorted = [...quantileResiduals].sort((a, b) => a - b);
      const distance = Math.max(
        ...sorted.map((z, i) =>
          Math.max(Math.abs(normalCdf(z) - i / 2000), Math.abs(normalCdf(z) - (i + 1) / 2000)),
        ),
      );
      // Kolmogorov's statistic exceeds 2.2 once in 8,000 samples.
      assert.ok(distance * Math.sqrt(2000) < 2.2, `${distance}`);
    });

  it("quantile residuals are drawn where the response has atoms, by the seed, and nowhere else", () => {
    const at = (name: string, seed: string) => {
      const params = sloped(name);
      const { model, y } = drawnFrom(params);
      return predictive(model, params, { rows, y, seed }).quantileResiduals;
    };
    assert.deepEqual(at("gaussian", "1"), at("gaussian", "2"));
    assert.deepEqual(at("poisson", "1"), at("poisson", "1"));
    assert.notDeepEqual(at("poisson", "1"), at("poisson", "2"));
  });

  it("quantile residuals keep their digits far out on either side", () => {
    const params: Params = {
      gating: { name: "softmax", beta0: [0], beta1: [[0]] },
      experts: { name: "gaussian", a: [[0]], b: [0], sigma2: [1] },
    };
    const y = [-30, -9, -1, 0, 2, 9, 30];
    const { quantileResiduals } = predictive(modelOf(params), params, { rows: y.map(() => [0]), y });
    quantileResiduals.forEach((z, t) => {
      near(z, y[t], 1e-14 * (1 + Math.abs(y[t])));
    });
  });
});

describe("moments of the predictive law", () => {
  it("are those of the mixture and of its experts", () => {
    const params: Params = { gating: mixed, experts: { name: "poisson", ...laws.poisson } };
    const law = predictive(modelOf(params), params, { rows: [[1]] });
    const means = [Math.exp(-1), Math.exp(3)];
    const mean = 0.3 * means[0] + 0.7 * means[1];
    near(law.mean[0], mean, 1e-14);
    const square = 0.3 * (means[0] + means[0] ** 2) + 0.7 * (means[1] + means[1] ** 2);
    near(law.sd[0], Math.sqrt(square - mean ** 2), 1e-13);
    for (const i of [0, 1]) near(law.expertMeans[0][i], means[i], 1e-14);
    for (const i of [0, 1]) near(law.expertSds[0][i], Math.sqrt(means[i]), 1e-14);
    near(law.gateWeights[0][0], 0.3, 1e-15);
    assert.deepEqual(predict(modelOf(params), params, [[1]]), { kind: "mean", mean: law.mean });
  });

  it("are infinite or NaN where there are none", () => {
    const at = (nu: number[]): Params => ({
      gating: mixed,
      experts: { ...laws.studentT, name: "studentT", nu },
    });
    const law = (nu: number[]) => predictive(modelOf(at(nu)), at(nu), { rows: [[0]] });
    assert.deepEqual(
      [law([1.5, 6]).sd[0], law([0.9, 6]).sd[0], law([0.9, 6]).mean[0]],
      [Infinity, Number.NaN, Number.NaN],
    );
    assert.deepEqual(law([0.9, 6]).expertMeans[0], [Number.NaN, 2]);
    const classes = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 1 });
    const params: Params = {
      gating: { beta0: [0], beta1: [[0]] },
      experts: { a: [[Math.log(2), Math.log(5), 0]], b: [[[0], [0], [0]]] },
    };
    const { mean, quantiles } = predictive(classes, params, {
      rows: [[0]],
      levels: [0.2, 0.25, 0.3, 0.875, 0.9],
    });
    assert.deepEqual(mean, [Number.NaN]);
    // Classes 1 and 2 have the probabilities 2/8 and 5/8; a level that is a sum of these belongs to the class that reaches it.
    assert.deepEqual(quantiles, [[1, 1, 2, 2, 3]]);
  });
});

it("an offset is added to the first predictor of each expert", () => {
  const model = moe({ gating: softmax(), expert: poisson(), k: 2 });
  const params: Params = { gating: mixed, experts: { name: "poisson", ...laws.poisson } };
  const moved: Params = { gating: mixed, experts: { name: "poisson", ...laws.poisson, b: [-0.5, 3.5] } };
  const options = { rows: [[0], [1]], levels: [0.1, 0.9], y: [3, 4] };
  const offset = predictive(model, params, { ...options, offset: [0.5, 0.5] });
  assert.deepEqual(offset, predictive(model, moved, options));
  const data = dataset([0, 1], [3, 4], { offset: [0.5, 0.5] });
  near(offset.logDensity[0] + offset.logDensity[1], model.logLik(params, data), 1e-12);
});

it("rows without inputs are empty", () => {
  const model = moe({
    gating: softmax(),
    expert: poisson(),
    k: 1,
    inputs: { gating: [], experts: [] },
  });
  const params: Params = { gating: { beta0: [0], beta1: [[]] }, experts: { a: [[]], b: [1] } };
  const { mean } = predictive(model, params, { rows: [[], []] });
  assert.deepEqual(mean, [Math.E, Math.E]);
  assert.deepEqual(predictive(model, params, { rows: [] }).mean, []);
});

describe("a predictive law is refused for", () => {
  const params = sloped("poisson");
  const model = modelOf(params);
  const rows = [[0], [1]];
  const cases: readonly (readonly [string, Parameters<typeof predictive>[2], string])[] = [
    ["a level beyond 1", { rows, levels: [0.5, 1.5] }, "invalid levels[1]; not between 0 and 1: 1.5"],
    ["a level of 0", { rows, levels: [0] }, "invalid levels[0]; not between 0 and 1: 0"],
    ["an interval of 1", { rows, intervals: [1] }, "invalid intervals[0]; not between 0 and 1: 1"],
    ["a row too long", { rows: [[0], [1, 2]] }, "invalid rows[1]; 1 inputs expected: 2"],
    ["a row that is no number", { rows: [[Number.NaN]] }, "invalid rows[0][0]; not a finite number: NaN"],
    ["too few responses", { rows, y: [1] }, "invalid y; 2 values expected, one per row: 1"],
    ["a response that is no count", { rows, y: [1, 0.5] }, "invalid y[1]; not a count, 0, 1, 2, ...: 0.5"],
    ["too few offsets", { rows, offset: [1] }, "invalid offset; 2 values expected, one per row: 1"],
  ];
  for (const [what, options, message] of cases)
    it(what, () => {
      assert.throws(() => predictive(model, params, options), { message });
    });
});

describe("a mixture with an atom at a number", () => {
  const honest = poisson();
  /** What a point mass has of an expert here. */
  const atom = (c: number): Expert => ({
    ...honest,
    predictors: [],
    cumulative: (_, y, tail) => (y >= c === (tail === "lower") ? 1 : 0),
    support: () => ({ on: "values", points: [c] }),
  });
  const momentsAt = { mean: 0.7, variance: 3, means: [], variances: [] };
  const mixtureOf = (experts: readonly Expert[], eta: readonly (readonly number[])[]) => ({
    experts,
    weights: [0.4, 0.6],
    logWeights: [Math.log(0.4), Math.log(0.6)],
    eta,
  });

  it("beside a density has that very number as its quantile wherever the distribution function jumps over the level", () => {
    const experts = [atom(0.1), gaussian()];
    const mixture = mixtureOf(experts, [[], [0.1, 0]]);
    const quantile = quantileOf(experts);
    // The law is symmetric about the atom, which has the levels from 0.3 to 0.7.
    for (const p of [0.3001, 0.5, 0.6999]) assert.equal(quantile(mixture, momentsAt, p), 0.1);
    near(quantile(mixture, momentsAt, 0.15), 0.1 + normalQuantile(0.25, "lower"), 1e-14);
    near(quantile(mixture, momentsAt, 0.9), 0.1 - normalQuantile(1 / 6, "lower"), 1e-14);
  });

  it("beside counts is one of them, or another number", () => {
    const eta = [[], [Math.log(2)]];
    for (const [c, level, expected] of [
      [0, 0.4, 0],
      [0, 0.55, 1],
      [5, 0.8, 5],
      [1.5, 0.5, 1.5],
      [1.5, 0.2, 1],
    ] as const) {
      const experts = [atom(c), honest];
      assert.equal(
        quantileOf(experts)(mixtureOf(experts, eta), momentsAt, level),
        expected,
        `${c}, ${level}`,
      );
    }
  });
});
