import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
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

const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

describe("one Poisson expert", () => {
  // R 4.2: glm(y ~ x + z, family = poisson, control = list(epsilon = 1e-16, maxit = 100)).
  const x = [-1.7, -1.2, -0.9, -0.4, -0.1, 0.2, 0.5, 0.8, 1.1, 1.3, 1.6, 2.0];
  const z = [0.3, -1.1, 0.8, 1.9, -0.6, 0.1, -1.4, 0.7, 1.2, -0.2, -0.9, 0.4];
  const y = [0, 3, 1, 2, 4, 3, 9, 6, 5, 14, 22, 19];
  const model = moe({ gating: softmax(), expert: poisson(), k: 1, inputs: 2 });
  const result = fit(
    model,
    dataset(
      x.map((value, t) => [value, z[t]]),
      y,
    ),
  );

  it("is R's generalised linear model: coefficients, log-likelihood and standard errors", () => {
    assert.equal(result.status, "converged");
    const { a, b } = result.params.experts as unknown as { a: number[][]; b: number[] };
    near(b[0], 1.266765193871348, 1e-8);
    near(a[0][0], 0.9162083474746835, 1e-8);
    near(a[0][1], -0.3996807998614781, 1e-8);
    near(result.logLik, -21.247385558163007, 1e-11);
    const { experts } = result.standardErrors as unknown as { experts: { a: number[][]; b: number[] } };
    near(experts.b[0], 0.19148826293460744, 1e-7);
    near(experts.a[0][0], 0.13387576078396268, 1e-7);
    near(experts.a[0][1], 0.13325200111925842, 1e-7);
  });

  it("predicts exp(b + a'x)", () => {
    const { a, b } = result.params.experts as unknown as { a: number[][]; b: number[] };
    const expected = Math.exp(b[0] + a[0][0] * 0.5 - a[0][1]);
    assert.deepEqual(model.means(result.params)([0.5, -1]), [expected]);
    assert.deepEqual(predict(model, result.params, [[0.5, -1]]), { kind: "mean", mean: [expected] });
  });
});

describe("two Poisson experts", () => {
  const truths: readonly (readonly [string, number[]])[] = [
    ["small counts", [1, 2.2]],
    ["rare events", [-1.5, 0.5]],
    ["counts of thousands", [8, 9]],
  ];
  for (const [what, b] of truths)
    it(`are recovered from their data: ${what}`, () => {
      const truth: Params = {
        gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
        experts: { name: "poisson", a: [[1.5], [-0.8]], b },
      };
      const model = modelOf(truth);
      const data = sample(model, truth, { n: 2000, design: uniform(), uniform: stream(`poisson/${what}`) });
      const { status, logLik, params, standardErrors } = fit(model, data, { seed: "poisson", starts: 12 });
      assert.equal(status, "converged");
      // Twice the gain over the truth is about chi-square with 6 degrees of freedom: above 25 once in 3,000 samples.
      const gain = 2 * (logLik - model.logLik(truth, data));
      assert.ok(gain > 0 && gain < 25, `${gain}`);
      const found = params.experts as unknown as { a: number[][]; b: number[] };
      const errors = standardErrors.experts as unknown as { a: number[][]; b: number[] };
      const order = found.a[0][0] > found.a[1][0] ? [0, 1] : [1, 0];
      order.forEach((i, j) => {
        // Four standard errors.
        near(found.a[i][0], [1.5, -0.8][j], 4 * errors.a[i][0]);
        near(found.b[i], b[j], 4 * errors.b[i]);
      });
    });
});

it("what is no count is refused", () => {
  const { checkResponse } = poisson();
  checkResponse(Float64Array.of(0, 3, 1e9));
  for (const [value, text] of [
    [0.25, "0.25"],
    [-1, "-1"],
    [Infinity, "Infinity"],
  ] as const)
    assert.throws(() => checkResponse(Float64Array.of(1, value)), {
      message: `invalid y[1]; not a count, 0, 1, 2, ...: ${text}`,
    });
});
