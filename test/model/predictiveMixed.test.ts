import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AnyParams, modelOf, type Params, predict, predictive } from "../../src/index.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";

const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

describe("the predictive law of a Gaussian expert and a ceiling", () => {
  const params: AnyParams = {
    gating: { name: "softmax", beta0: [0.4, 0], beta1: [[1], [0]] },
    experts: [
      { name: "gaussian", a: [2], b: 1, sigma2: 0.25 },
      { name: "pointMass", at: 3 },
    ],
  };
  const model = modelOf(params);
  const rows = [[-1], [0.5], [1]];
  const [w0] = rows.map(([x]) => 1 / (1 + Math.exp(-0.4 - x)));
  const levels = [0.1, 0.3, 0.9];
  const law = predictive(model, params, { rows, y: [3, 1.5, 3], levels });

  it("gives the ceiling to the point mass, and all else to the other", () => {
    assert.deepEqual(law.responsibilities, [
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    assert.deepEqual(law.mostProbable, [1, 0, 1]);
    near(law.logDensity[0], Math.log(1 - w0));
    near(law.logDensity[1], model.conditional(params)([0.5]).logDensity(1.5));
  });

  it("has the moments of both", () => {
    const mean = w0 * -1 + (1 - w0) * 3;
    near(law.mean[0], mean);
    near(law.sd[0] ** 2, w0 * (0.25 + (-1 - mean) ** 2) + (1 - w0) * (3 - mean) ** 2);
    assert.deepEqual(law.expertSds[0], [0.5, 0]);
    const prediction = predict(model, params, rows);
    assert.ok(prediction.kind === "mean");
    prediction.mean.forEach((value, t) => {
      near(value, law.mean[t]);
    });
  });

  it("has quantiles that end at the ceiling, with its probability", () => {
    levels.forEach((level, j) => {
      const { [j]: y } = law.quantiles[0];
      if (level < w0) near(w0 * normalCdf((y + 1) / 0.5), level, 1e-9);
      else assert.equal(y, 3);
    });
    assert.ok(levels[0] < w0 && w0 < levels[2]);
  });

  it("is refused for a response that no expert can give", () => {
    const counts = modelOf({
      ...params,
      experts: [{ name: "poisson", a: [1], b: 0 }, params.experts[1 as never]],
    });
    const message = "invalid y[1]; not a count, 0, 1, 2, ...: 0.5";
    assert.throws(
      () =>
        predictive(counts, counts.canonical({ ...params, experts: [{ a: [1], b: 0 }, { at: 3 }] }), {
          rows: [[0], [0]],
          y: [3, 0.5],
        }),
      { message },
    );
  });
});

describe("the predictive law of binomial experts", () => {
  const params: Params = {
    gating: { name: "softmax", beta0: [0.4, 0], beta1: [[1], [0]] },
    experts: { name: "binomial", a: [[2], [-1]], b: [1, 0] },
  };
  const model = modelOf(params);
  const rows = [[-1], [0.5]];
  const trials = [7, 12];
  const levels = [0.05, 0.5, 0.975];
  const law = predictive(model, params, { rows, trials, levels, y: [2, 9] });
  const probabilities = rows.map((x, t) =>
    Array.from({ length: trials[t] + 1 }, (_, y) =>
      Math.exp(model.conditional(params)(x, undefined, trials[t]).logDensity(y)),
    ),
  );

  it("is that of each row's number of trials: moments and quantiles are those of its probabilities", () => {
    probabilities.forEach((own, t) => {
      const mean = own.reduce((sum, p, y) => sum + p * y, 0);
      near(law.mean[t], mean);
      near(
        law.sd[t] ** 2,
        own.reduce((sum, p, y) => sum + p * (y - mean) ** 2, 0),
      );
      levels.forEach((level, j) => {
        const upTo = own.map((_, y) => own.slice(0, y + 1).reduce((sum, p) => sum + p, 0));
        assert.equal(
          law.quantiles[t][j],
          upTo.findIndex((sum) => sum >= level),
        );
      });
    });
    near(law.logDensity[1], Math.log(probabilities[1][9]));
  });

  it("is refused for numbers of trials that are none, and for more successes", () => {
    assert.throws(() => predictive(model, params, { rows, trials: [7, 0] }), {
      message: "invalid trials[1]; not a whole number from 1 to 2^53: 0",
    });
    assert.throws(() => predictive(model, params, { rows, trials: [7] }), {
      message: "invalid trials; 2 values expected, one per row: 1",
    });
    assert.throws(() => predictive(model, params, { rows, trials, y: [8, 9] }), {
      message: "invalid y[0]; not a number of successes in 7 trials: 8",
    });
    const gaussian = modelOf({
      ...params,
      experts: { name: "gaussian", a: [[1], [1]], b: [0, 0], sigma2: [1, 1] },
    });
    const other = gaussian.canonical({
      ...params,
      experts: { name: "gaussian", a: [[1], [1]], b: [0, 0], sigma2: [1, 1] },
    });
    assert.throws(() => predictive(gaussian, other, { rows, trials }), {
      message: /^invalid trials; no expert looks at them/,
    });
  });
});
