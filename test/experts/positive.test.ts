import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  fit,
  gamma,
  gaussian,
  moe,
  normalDesign,
  predictive,
  sample,
  softmax,
  stream,
} from "../../src/index.js";
import { dataset } from "../../src/model/dataset.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";

const model = moe({ gating: softmax(), experts: [gaussian(), gamma()] });
const truth = {
  gating: { beta0: [0.3, 0], beta1: [[1.5], [0]] },
  experts: [
    { name: "gaussian", a: [1], b: -1, sigma2: 0.5 },
    { name: "gamma", a: [0.5], b: 1, shape: 6 },
  ],
};
const n = 2000;
const data = sample(model, truth, { n, design: normalDesign({ d: 1 }), uniform: stream("positive") });

describe("an expert of positive responses beside one of any", () => {
  it("has density 0 where a response is not positive, and both make one density", () => {
    const { logDensity } = model.conditional(truth)([0.4]);
    const [weight] = model.gateWeights(truth, [0.4]);
    const normal = (y: number) => Math.exp(-((y + 0.6) ** 2)) / Math.sqrt(Math.PI);
    for (const y of [-2, -1e-9, 0]) assert.ok(Math.abs(logDensity(y) - Math.log(weight * normal(y))) < 1e-12);
    // Midpoints; the density is smooth but for a power of 6 - 1 at 0.
    const h = 1e-3;
    let sum = 0;
    for (let y = -10 + h / 2; y < 60; y += h) sum += h * Math.exp(logDensity(y));
    assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  });

  it("is fitted to within what standard errors say, in any unit of the response", () => {
    const found = fit(model, data);
    assert.equal(found.status, "converged");
    const [, own] = found.params.experts as unknown as { a: number[]; b: number; shape: number }[];
    const [, errors] = found.standardErrors.experts as unknown as { a: number[]; b: number; shape: number }[];
    for (const [estimate, value, error] of [
      [own.a[0], 0.5, errors.a[0]],
      [own.b, 1, errors.b],
      [own.shape, 6, errors.shape],
    ])
      assert.ok(Math.abs(estimate - value) < 4 * error, `${estimate}, not ${value}`);
    const tenfold = fit(model, { ...data, y: data.y.map((value) => 10 * value) });
    assert.ok(Math.abs(tenfold.logLik + n * Math.log(10) - found.logLik) < 1e-9 * n);
  });

  it("takes no part of a response that it cannot give, and its law begins at 0", () => {
    const rows = [[0], [0]];
    const { responsibilities, quantiles } = predictive(model, truth, { rows, y: [-0.5, 2], levels: [0.01] });
    assert.equal(responsibilities[0][1], 0);
    assert.ok(responsibilities[1][1] > 0);
    // Below 0 the law is that of the Gaussian expert alone.
    const [weight] = model.gateWeights(truth, [0]);
    const below = weight * normalCdf((quantiles[0][0] + 1) / Math.sqrt(0.5));
    assert.ok(Math.abs(below - 0.01) < 1e-9, `${below}`);
  });

  it("is refused where no response is positive", () => {
    const x = Array.from({ length: 30 }, (_, t) => t / 15 - 1);
    assert.throws(() => fit(model, dataset(x, x.map((value, t) => -3 + value + Math.sin(t)))), {
      message: /^invalid experts\[1\] "gamma"; no response is one that it can give, the first: -/,
    }); // biome-ignore format: one call
  });

  it("leaves the message for a model of positive responses alone as it was", () => {
    const alone = moe({ gating: softmax(), expert: gamma(), k: 1 });
    const x = Array.from({ length: 30 }, (_, t) => t / 15 - 1);
    assert.throws(() => fit(alone, dataset(x, x.map((value) => 2 + value - (value === 0 ? 3 : 0)))), {
      message: "invalid y[15]; not positive: -1",
    }); // biome-ignore format: one call
  });
});
