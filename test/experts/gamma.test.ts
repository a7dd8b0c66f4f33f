import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  dataset,
  fit,
  gamma,
  modelOf,
  moe,
  type Params,
  sample,
  softmax,
  stream,
  uniform,
} from "../../src/index.js";

const near = (value: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

interface Fields {
  readonly a: number[][];
  readonly b: number[];
  readonly shape: number[];
}
const fieldsOf = (part: unknown) => part as Fields;

/** What test/r/experts.R printed. */
const { gamma: r } = JSON.parse(
  readFileSync(new URL("../../../test/r/experts.json", import.meta.url), "utf8"),
) as Record<"gamma", Record<string, number[]>>;

const rows = r.x.map((x, t) => [x, r.z[t]]);
const one = moe({ gating: softmax(), expert: gamma(), k: 1, inputs: 2 });

describe("one gamma expert", () => {
  const result = fit(one, dataset(rows, r.y));
  const found = fieldsOf(result.params.experts);

  it("is R's generalised linear model with MASS's shape: coefficients, log-likelihood and standard errors", () => {
    assert.equal(result.status, "converged");
    // A mean score of 1e-8 over an information of about one.
    near(found.b[0], r.coefficients[0], 1e-7);
    near(found.a[0][0], r.coefficients[1], 1e-7);
    near(found.a[0][1], r.coefficients[2], 1e-7);
    near(found.shape[0] / r.shape[0], 1, 1e-7);
    near(result.logLik, r.logLik[0], 1e-10);
    const errors = fieldsOf(result.standardErrors.experts);
    near(errors.shape[0] / r.shapeError[0], 1, 1e-6);
    // R's are of the expected information, which differs from the observed one by the residuals.
    [errors.b[0], ...errors.a[0]].forEach((error, j) => {
      near(error / r.standardErrors[j], 1, 0.2);
    });
  });

  it("does not depend on the unit of the response", () => {
    for (const unit of [1e-30, 1e-3, 1e6, 1e40]) {
      const other = fit(
        one,
        dataset(
          rows,
          r.y.map((y) => unit * y),
        ),
      );
      const { a, b, shape } = fieldsOf(other.params.experts);
      assert.equal(other.status, "converged");
      near(b[0], found.b[0] + Math.log(unit), 1e-7);
      near(a[0][1], found.a[0][1], 1e-7);
      near(shape[0] / found.shape[0], 1, 1e-7);
      // The log-likelihood is a sum of so many numbers of size log(unit).
      near(other.logLik, result.logLik - r.y.length * Math.log(unit), 1e-9);
    }
  });

  it("goes without an intercept as well, in the response's own unit", () => {
    const through = moe({ ...one, expert: gamma(), inputs: 2, intercept: { experts: false } });
    const { status, params } = fit(
      through,
      dataset(
        rows,
        r.y.map((y) => y / 20),
      ),
    );
    assert.ok(status === "converged");
    assert.deepEqual(fieldsOf(params.experts).b, [0]);
  });
});

describe("two gamma experts", () => {
  const truth: Params = {
    gating: { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] },
    experts: { name: "gamma", a: [[0.5], [-0.8]], b: [1, 3], shape: [6, 2] },
  };
  const model = modelOf(truth);
  const drawn = sample(model, truth, { n: 2000, design: uniform(), uniform: stream("gamma") });

  it("are recovered from their data, in any unit", () => {
    for (const unit of [1, 1e5]) {
      const data = { ...drawn, y: drawn.y.map((y) => unit * y) };
      const { status, logLik, params, standardErrors } = fit(model, data, { seed: "gamma", starts: 12 });
      assert.equal(status, "converged");
      // Twice the gain over the truth is about chi-square with 8 degrees of freedom: above 28 once in 2,000 samples.
      const gain = 2 * (logLik + 2000 * Math.log(unit) - model.logLik(truth, drawn));
      assert.ok(gain > 0 && gain < 28, `${gain}`);
      const found = fieldsOf(params.experts);
      const errors = fieldsOf(standardErrors.experts);
      const order = found.a[0][0] > found.a[1][0] ? [0, 1] : [1, 0];
      order.forEach((i, j) => {
        // Four standard errors.
        near(found.a[i][0], [0.5, -0.8][j], 4 * errors.a[i][0]);
        near(found.b[i], [1, 3][j] + Math.log(unit), 4 * errors.b[i]);
        near(found.shape[i], [6, 2][j], 4 * errors.shape[i]);
      });
    }
  });
});

it("what is not positive is refused", () => {
  const { checkResponse } = gamma();
  checkResponse(Float64Array.of(1e-300, 3, 1e9));
  for (const value of [0, -1, Number.NaN])
    assert.throws(() => checkResponse(Float64Array.of(1, value)), {
      message: `invalid y[1]; not positive: ${value}`,
    });
});

it("a shape that is not positive is refused", () => {
  const params: Params = {
    gating: { name: "softmax", beta0: [0], beta1: [[0]] },
    experts: { name: "gamma", a: [[1]], b: [0], shape: [-2] },
  };
  assert.throws(() => modelOf(params), { message: "invalid experts.shape[0]; not positive: -2" });
});
